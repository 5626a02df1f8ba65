namespace Bridge.PollShapes;

/// <summary>What may be promised of a shape's route: it follows from the record, and nothing more is promised.</summary>
internal sealed record Guarantee
{
    /// <summary>What the bridge gets from the backend.</summary>
    public required GuaranteeKind Upstream { get; init; }

    /// <summary>What an old client gets from the bridge.</summary>
    public required GuaranteeKind Answer { get; init; }

    /// <summary>Both in sentences, for people.</summary>
    public required string Sentence { get; init; }

    /// <summary>Why the bridge may not poll beside the pages (no tap, no shadow); empty: it may.</summary>
    public required IReadOnlyList<string> TapRefusals { get; init; }

    /// <summary>What whoever runs it should know.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The guarantee of a shape.</summary>
    public static Guarantee Of(PollShape shape)
    {
        var source = shape.Kind == ShapeKind.Signal && shape.Then is { } then ? then : shape;
        var (upstream, why) = Judge(shape, source);
        var answer = shape.Kind == ShapeKind.State ? GuaranteeKind.FinalState : HasCursor(shape) ? upstream : GuaranteeKind.AtMostOnce;
        return new Guarantee
        {
            Upstream = upstream,
            Answer = answer,
            Sentence = $"Upstream: {Words(upstream)}{why}. Answered polls: {Words(answer)}{(answer == upstream ? "" : ", because clients bring no cursor")}.",
            TapRefusals = [.. Refusals(shape)],
            Warnings = [.. Warned(shape, source)],
        };
    }

    private static (GuaranteeKind Kind, string Why) Judge(PollShape shape, PollShape source) =>
        shape.Kind == ShapeKind.State ? (GuaranteeKind.FinalState, ", because only the latest state counts")
        : shape.Ack.Mode == AckMode.OnRead || shape.Effects.Contains(ShapeEffect.Consume) ? (GuaranteeKind.AtMostOnce, ", because the backend forgets what it has written")
        : source.Items.Limit.Keep == ItemsKeep.Last ? (GuaranteeKind.AtMostOnce, ", because a backlog longer than one answer is a hole")
        : HasCursor(source) ? (GuaranteeKind.ExactlyOnce, "")
        : (GuaranteeKind.AtMostOnce, ", because there is no cursor");

    private static bool HasCursor(PollShape shape) => shape.Cursor.Parts.Count > 0 || shape.Cursor.Map is not null;

    private static string Words(GuaranteeKind kind) => kind switch
    {
        GuaranteeKind.ExactlyOnce => "every item exactly once within the backend's own retention",
        GuaranteeKind.AtMostOnce => "every item at most once",
        _ => "the final state",
    };

    private static IEnumerable<string> Refusals(PollShape shape)
    {
        if (shape.Effects.Contains(ShapeEffect.Consume))
        {
            yield return "effects: consume takes items away from the pages.";
        }

        if (shape.Ack.Mode == AckMode.OnRead)
        {
            yield return "ack.mode: on-read lets the backend forget what only the bridge has read.";
        }

        if (shape.Session is { Single: not SessionSingle.All })
        {
            yield return $"session.single: {ChoiceText.Of(shape.Session.Single)} lets one poll end or refuse the page's own.";
        }
    }

    private static IEnumerable<string> Warned(PollShape shape, PollShape source)
    {
        if (source.Items.Limit.Keep == ItemsKeep.Last)
        {
            yield return "items.limit.keep: with 'last' a backlog longer than the limit is a hole.";
        }

        if (source.Cursor.Probe.When == CursorProbeTime.Never && source.Cursor.Parts.Any(part => part.Type == CursorType.Int))
        {
            yield return "cursor.probe: without it a backend that restarts with a lower head answers ordinary empties for ever.";
        }

        if (shape.Effects.Any(effect => effect != ShapeEffect.Consume))
        {
            yield return "effects: a poll of the bridge marks users as online or messages as read; moving a page away stops that.";
        }
    }
}
