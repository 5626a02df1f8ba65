using Bridge.PollShapes;

namespace Bridge.Tests.Rows;

/// <summary>Why a case isn't tested, and whether the reason still holds: a shape that learns more has to be tested with it.</summary>
/// <param name="Reason">In words, for the table.</param>
/// <param name="Holds">Whether it holds for a shape.</param>
public sealed record LeftOut(string Reason, Func<PollShape, bool> Holds)
{
    public static readonly LeftOut OneLaw = new("the law spans both uses; it is tested once, as an answer", _ => true);

    public static readonly LeftOut NoLimit = new("the endpoint knows no limit", shape => shape.Items.Limit.Param is null && shape.Items.Batch == ItemsBatch.Many);

    public static readonly LeftOut HeadersAtEnd = new("the endpoint sends its headers with the answer", shape => shape.Wait.Flush == WaitFlush.End);

    public static readonly LeftOut NoHead = new("its ids never go back, and it is never asked for its head", shape => shape.Cursor.Probe.When == CursorProbeTime.Never && shape.Kind == ShapeKind.Events);

    public static readonly LeftOut NoHistory = new("a state has no history", shape => shape.Kind == ShapeKind.State);

    public static readonly LeftOut HoleByContract = new("a backlog longer than one answer is a hole, which the guarantee says", shape => shape.Items.Limit.Keep == ItemsKeep.Last);

    public static readonly LeftOut OwnPages = new("each answer of the backend is its newest page; the bridge's is what came since, and clients drop by id", shape => shape is { Items.Order: ItemsOrder.Desc, Dedupe: not null });

    public static readonly LeftOut AnyCursor = new("any text is a cursor of it", shape => shape.Cursor.Parts is [{ Type: CursorType.Opaque }]);
}
