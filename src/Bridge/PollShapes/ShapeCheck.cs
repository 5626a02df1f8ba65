using System.Globalization;
using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>Whether the parts of a shape go together.</summary>
internal static class ShapeCheck
{
    /// <summary>Everything about a shape that was built in code: each field, then how they go together.</summary>
    public static void Check(PollShape shape, string path, OptionFaults faults)
    {
        var before = faults.Found.Count;
        FieldTable.Shape.Check(shape, path, faults);
        if (faults.Found.Count == before)
        {
            Together(shape, path, faults);
        }
    }

    /// <summary>How the fields go together, when each of them is right.</summary>
    public static void Together(PollShape shape, string path, OptionFaults faults)
    {
        var report = new ShapeReport(path, faults);
        var plan = new RequestPlan(shape);
        ChannelCheck.Check(shape, plan, report);
        RequestCheck.Check(shape, plan, report);
        Fetching(shape, plan, report);
        AnswerCheck.Check(shape, report);
        Rest(shape, plan, report);
        if (shape is { Kind: ShapeKind.Signal, Then: { } then })
        {
            // It is asked with what the signal's shape knows.
            var inner = then with { Match = shape.Match, Channel = shape.Channel, Auth = shape.Auth, Scope = shape.Scope };
            Fetching(inner, new RequestPlan(inner), report.Below("then"));
        }
    }

    private static void Fetching(PollShape shape, RequestPlan plan, ShapeReport report)
    {
        RequestCheck.CheckParams(shape, plan, report);
        CursorCheck.Check(shape, plan, report);
        ItemsCheck.Check(shape, report);
        RuleCheck.Check(shape, plan, report);
    }

    private static void Rest(PollShape shape, RequestPlan plan, ShapeReport report)
    {
        report.When(shape.Kind == ShapeKind.Signal && shape.Then is null, "then", "is missing: a signal only says that something changed, and this is the request that fetches it.");
        report.When(shape.Kind != ShapeKind.Signal && shape.Then is not null, "then", "belongs to kind: signal.");
        report.When(shape.Ack.Mode == AckMode.Call && shape.Ack.Call is null, "ack:call", "is missing, though ack.mode is call.");
        report.When(shape.Ack.Mode != AckMode.Call && shape.Ack.Call is not null, "ack:call", "belongs to ack.mode: call.");
        report.When(shape.Session is { Steps.Count: 0, Close: not null }, "session:close", "closes a session that no step opens.");
        List<(string Path, ShapeCall? Call)> calls =
        [
            ("ack:call", shape.Ack.Call),
            ("session:close", shape.Session?.Close),
            ("cursor:start", shape.Cursor.Start),
            ("cursor:probe:call", shape.Cursor.Probe.Call),
            .. (shape.Session?.Steps ?? []).Select((step, at) => (string.Create(CultureInfo.InvariantCulture, $"session:steps:{at}"), (ShapeCall?)step)),
        ];
        foreach (var (where, call) in calls)
        {
            if (call is not null)
            {
                RequestCheck.CheckCall(shape, plan, call, report.Below(where));
            }
        }
    }
}
