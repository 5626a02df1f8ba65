using Bridge.Messaging;

namespace Bridge.Stores;

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
