using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>Who has a session, what it reads, how far it has acknowledged. Shared by all nodes.</summary>
/// <remarks>Safe to call from any thread at once; each call is atomic per session.</remarks>
public interface ISessionStore
{
    /// <summary>Keeps a new session under its token.</summary>
    /// <returns>False when there is no room, or the token is taken.</returns>
    ValueTask<bool> CreateAsync(SessionRecord session, SessionTokenHash token, CancellationToken cancellationToken);

    /// <summary>Finds the session, checks owner, page and attempt, and when all fit: takes the lease (when an attempt is given), merges acks forward, changes
    /// subscriptions and touches the record. When they don't, nothing changes. Checked in this order: owner, page, attempt; changed in this order: acks,
    /// unsubscribe, subscribe. <see cref="VisitRules"/> has the rules as code.</summary>
    /// <returns>How it ended, and the record after it. An unknown token and another owner's give the same answer.</returns>
    ValueTask<VisitResult> VisitAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken);

    /// <summary>Forgets a session. Unknown: nothing happens.</summary>
    ValueTask RemoveAsync(SessionTokenHash token, CancellationToken cancellationToken);

    /// <summary>Forgets the sessions not visited since then.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> ExpireAsync(DateTimeOffset lastSeenBefore, CancellationToken cancellationToken);

    /// <summary>Adds how far each session subscribed to the channel has acknowledged.</summary>
    ValueTask ListAsync(ChannelName channel, ICollection<SessionStanding> into, CancellationToken cancellationToken);
}

/// <summary>A session as the store keeps it: immutable; a change is a new record.</summary>
public sealed record SessionRecord
{
    /// <summary>The public id.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Whose it is: the user's name identifier, or empty for nobody's.</summary>
    public required string Owner { get; init; }

    /// <summary>The key of the page that uses it.</summary>
    public string Page { get; init; } = "";

    /// <summary>The highest attempt seen; it owns the lease.</summary>
    public long Attempt { get; init; }

    /// <summary>The node that has the lease.</summary>
    public string Node { get; init; } = "";

    /// <summary>When it was last heard of.</summary>
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>What it reads.</summary>
    public IReadOnlyList<SubscriptionRecord> Subscriptions { get; init; } = [];
}

/// <summary>One subscription of a session.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Acked">How far the client has acknowledged; at first where the subscription starts.</param>
/// <param name="Tags">The tags that the door granted.</param>
public sealed record SubscriptionRecord(ChannelName Channel, Position Acked, TagSet Tags);

/// <summary>What is to be checked and changed in one call.</summary>
public readonly record struct SessionVisit
{
    /// <summary>The owner must be this one.</summary>
    public required string Owner { get; init; }

    /// <summary>The page must be this one; null: not checked.</summary>
    public string? Page { get; init; }

    /// <summary>The attempt must not be below the highest; it becomes the highest. Null with <see cref="TakeLease"/>: one more than the highest.</summary>
    public long? Attempt { get; init; }

    /// <summary>Whether the visitor wants the lease; without it attempt and node stay as they are (and a given attempt is only checked).</summary>
    public bool TakeLease { get; init; }

    /// <summary>The visiting node.</summary>
    public string Node { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Positions acknowledged; each only ever moves its subscription forward. One of another epoch counts as forward: the caller has checked it against the log.</summary>
    public Cursor? Acks { get; init; }

    /// <summary>Subscriptions to add, or to replace.</summary>
    public SubscriptionRecord? Subscribe { get; init; }

    /// <summary>The subscription to end.</summary>
    public ChannelName? Unsubscribe { get; init; }
}

/// <summary>How a visit ended.</summary>
public enum VisitStatus : byte
{
    /// <summary>All fits; the changes are made.</summary>
    Welcome,

    /// <summary>No such token, or another owner's.</summary>
    Unknown,

    /// <summary>Another page's.</summary>
    PageCopy,

    /// <summary>A higher attempt has the lease.</summary>
    Superseded,
}

/// <summary>How a visit ended.</summary>
/// <param name="Status">How.</param>
/// <param name="Session">The record after it; null when unknown.</param>
/// <param name="PreviousNode">The node that had the lease before.</param>
public readonly record struct VisitResult(VisitStatus Status, SessionRecord? Session, string PreviousNode)
{
    /// <summary>No such session.</summary>
    public static readonly VisitResult Unknown = new(VisitStatus.Unknown, null, "");
}

/// <summary>How far a session has acknowledged in a channel.</summary>
/// <param name="Session">The session.</param>
/// <param name="Owner">Whose it is; empty: nobody's.</param>
/// <param name="Acked">How far.</param>
/// <param name="LastSeen">When it was last heard of.</param>
public sealed record SessionStanding(SessionId Session, string Owner, Position Acked, DateTimeOffset LastSeen);
