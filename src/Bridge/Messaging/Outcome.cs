namespace Bridge.Messaging;

/// <summary>What the application made of a submission.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Done; nothing to say.</summary>
    public static readonly Outcome Done = new ReplyOutcome(null);

    /// <summary>Done, with an answer for the sender.</summary>
    public static Outcome Reply(Payload payload) => new ReplyOutcome(payload);

    /// <summary>Publish this to the submission's channel, exactly once however often the submission comes.</summary>
    public static Outcome Publish(Payload payload, Audience? audience = null) => new PublishOutcome(payload, audience);

    /// <summary>Refused, with a code of the application's (<see cref="Refusal.Custom"/>) or one of ours.</summary>
    public static Outcome Refuse(Refusal refusal) => new RefuseOutcome(refusal);

    internal sealed record ReplyOutcome(Payload? Payload) : Outcome;

    internal sealed record PublishOutcome(Payload Payload, Audience? Audience) : Outcome;

    internal sealed record RefuseOutcome(Refusal Refusal) : Outcome;
}
