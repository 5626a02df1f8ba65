namespace Bridge.Messaging;

/// <summary>What the server answers, whatever dialect says it.</summary>
public abstract record ServerReply
{
    private ServerReply()
    {
    }

    /// <summary>The echo of a probe.</summary>
    public sealed record Probed(string Pad) : ServerReply;

    /// <summary>The session stands.</summary>
    /// <param name="Session">Its public id.</param>
    /// <param name="Token">Its secret, when it is new.</param>
    /// <param name="Attempt">The attempt that owns the lease now.</param>
    /// <param name="NextSubmission">The next free submission id.</param>
    /// <param name="Hold">How long polls are held.</param>
    /// <param name="PingEvery">How often a quiet socket carries a ping.</param>
    public sealed record Opened(SessionId Session, SessionToken? Token, long Attempt, long NextSubmission, TimeSpan Hold, TimeSpan PingEvery) : ServerReply;

    /// <summary>Messages of the channel follow after the position.</summary>
    public sealed record Subscribed(ChannelName Channel, Position Position) : ServerReply;

    /// <summary>No more messages of the channel follow.</summary>
    public sealed record Unsubscribed(ChannelName Channel) : ServerReply;

    /// <summary>The submission has its outcome.</summary>
    public sealed record Accepted(long? Id, Position? Position, Payload? Reply) : ServerReply;

    /// <summary>A subscription was refused.</summary>
    public sealed record SubscribeRefused(string Channel, Refusal Refusal) : ServerReply;

    /// <summary>A submission was refused.</summary>
    public sealed record SubmitRefused(long? Id, Refusal Refusal) : ServerReply;

    /// <summary>Are you there?</summary>
    public sealed record Ping : ServerReply
    {
        /// <summary>The only one.</summary>
        public static readonly Ping Instance = new();
    }

    /// <summary>I am here.</summary>
    public sealed record Pong : ServerReply
    {
        /// <summary>The only one.</summary>
        public static readonly Pong Instance = new();
    }

    /// <summary>This connection is over.</summary>
    public sealed record Closed(CloseReason Reason) : ServerReply;
}
