using Bridge.Messaging;

namespace Bridge.Stores;

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
    public required string Node { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Positions acknowledged; each only ever moves its subscription forward. One of another epoch counts as forward: the caller has checked it against the log.</summary>
    public Cursor? Acks { get; init; }

    /// <summary>Subscriptions to add, or to replace.</summary>
    public SubscriptionRecord? Subscribe { get; init; }

    /// <summary>A subscription to be added that exists already keeps how far it was acknowledged; only its tags are replaced.</summary>
    public bool KeepPlace { get; init; }

    /// <summary>The subscription to end.</summary>
    public ChannelName? Unsubscribe { get; init; }
}
