using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>What a request that is a shape's poll says.</summary>
internal sealed record LegacyMatch
{
    /// <summary>What it asks for: the variables of its path and parameters, but for cursor, wait, limit and the ignored.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>The channels that it is fed from; mostly one.</summary>
    public required IReadOnlyList<LegacyChannel> Channels { get; init; }

    /// <summary>Who may share its upstream poll: the same text for the same question by the same asker, and for nobody else. It tells nothing.</summary>
    public required string ScopeKey { get; init; }

    /// <summary>Where the client stands, as the text of a <see cref="Checkpoint"/>; null: it doesn't say.</summary>
    public string? Cursor { get; init; }

    /// <summary>How long it wants to be held, at most the shape's maximum; null: it doesn't say.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>How many items it wants at most; null: it doesn't say.</summary>
    public int? Limit { get; init; }

    /// <summary>The page that it goes on with; null: none.</summary>
    public string? More { get; init; }

    /// <summary>The credentials to poll with. None where the scope is public.</summary>
    public IReadOnlyList<LegacyCredential> Credentials { get; init; } = [];
}
