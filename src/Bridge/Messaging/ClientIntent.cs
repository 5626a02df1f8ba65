namespace Bridge.Messaging;

/// <summary>What a client wants, whatever dialect it said it in.</summary>
public abstract record ClientIntent
{
    private ClientIntent()
    {
    }

    /// <summary>Do bytes pass? Needs no session.</summary>
    public sealed record Probe(string Pad) : ClientIntent;

    /// <summary>Begin a session, or go on with one, and take its lease.</summary>
    /// <param name="Token">Go on with this session; null: a new one.</param>
    /// <param name="Page">The page's key; null: not checked.</param>
    /// <param name="Attempt">Which attempt; null: the next one.</param>
    /// <param name="Positions">What the client has handled; null: what it has acknowledged.</param>
    public sealed record Open(SessionToken? Token, string? Page, long? Attempt, Cursor? Positions) : ClientIntent;

    /// <summary>Subscribe to a channel.</summary>
    /// <param name="Channel">Which.</param>
    /// <param name="Since">Where to start.</param>
    /// <param name="Ticket">What lets in who would not be let in otherwise; null: nothing.</param>
    public sealed record Subscribe(ChannelName Channel, Since Since, string? Ticket = null) : ClientIntent;

    /// <summary>Subscribe to something that is no channel name.</summary>
    public sealed record SubscribeInvalid(string Channel, Refusal Refusal) : ClientIntent;

    /// <summary>End a subscription.</summary>
    public sealed record Unsubscribe(ChannelName Channel) : ClientIntent;

    /// <summary>Wait for news after the cursor, which also acknowledges.</summary>
    /// <param name="Page">The page's key; null: not checked.</param>
    /// <param name="Attempt">Which attempt; null: the next one.</param>
    /// <param name="Positions">What the client has handled; null: what it has acknowledged.</param>
    /// <param name="Wait">How long; null: the server's hold.</param>
    public sealed record Poll(string? Page, long? Attempt, Cursor? Positions, TimeSpan? Wait) : ClientIntent;

    /// <summary>Hand a payload to the application.</summary>
    /// <param name="Id">The client's id; null: run once per arrival.</param>
    /// <param name="Channel">Which channel.</param>
    /// <param name="Payload">What.</param>
    public sealed record Submit(long? Id, ChannelName Channel, Payload Payload) : ClientIntent;

    /// <summary>A submission that can't be handed on.</summary>
    public sealed record SubmitInvalid(long? Id, Refusal Refusal) : ClientIntent;

    /// <summary>So much has been handled.</summary>
    public sealed record Ack(Cursor Positions) : ClientIntent;

    /// <summary>Are you there?</summary>
    public sealed record Ping : ClientIntent
    {
        /// <summary>The only one.</summary>
        public static readonly Ping Instance = new();
    }

    /// <summary>I am here.</summary>
    public sealed record Pong : ClientIntent
    {
        /// <summary>The only one.</summary>
        public static readonly Pong Instance = new();
    }

    /// <summary>End the session.</summary>
    public sealed record Close : ClientIntent;
}
