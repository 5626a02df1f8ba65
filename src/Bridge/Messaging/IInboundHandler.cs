using System.Security.Claims;

namespace Bridge.Messaging;

/// <summary>The way in: what clients submit to a channel is handed to the application here, in order per session.</summary>
public interface IInboundHandler
{
    /// <summary>Whether running the same submission twice does no harm. Then a submission whose node died is run again instead of answered <c>submission_unknown</c>.</summary>
    bool IsIdempotent => false;

    /// <summary>Handles one submission.</summary>
    /// <param name="submission">What came, and from whom.</param>
    /// <param name="cancellationToken">Fires after the submission's time-out (default 30 s).</param>
    /// <returns>The outcome, kept for retries. An exception becomes <c>handler_failed</c>.</returns>
    ValueTask<Outcome> HandleAsync(Submission submission, CancellationToken cancellationToken);
}

/// <summary>What a client submitted.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Payload">The payload; JSON is valid.</param>
/// <param name="Session">The sender's session; null for a client without one.</param>
/// <param name="User">Who is signed in.</param>
/// <param name="Id">The client's id for it, or null.</param>
public sealed record Submission(ChannelName Channel, Payload Payload, SessionId? Session, ClaimsPrincipal User, long? Id);

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
