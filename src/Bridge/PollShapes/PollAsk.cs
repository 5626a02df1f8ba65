namespace Bridge.PollShapes;

/// <summary>What a request to the backend is made from.</summary>
internal sealed record PollAsk
{
    /// <summary>What is asked for, and what the session's steps gave.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Where to go on, as the text of a checkpoint; null: nowhere known.</summary>
    public string? Cursor { get; init; }

    /// <summary>How long to hold; null: what the shape says.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>How many items; null: what the shape says.</summary>
    public int? Limit { get; init; }

    /// <summary>The token of the next page; null: the first.</summary>
    public string? More { get; init; }

    /// <summary>The credentials to ask with.</summary>
    public IReadOnlyList<LegacyCredential> Credentials { get; init; } = [];
}
