namespace Bridge.PollShapes;

/// <summary>One answer of the old kind: what a backend sent, or what is sent to an old client.</summary>
internal sealed record LegacyAnswer
{
    /// <summary>The status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body. It must not change: items are slices of it.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the bridge cut it at its own deadline, so that the body may be a part only.</summary>
    public bool IsCut { get; init; }

    /// <summary>A header's value, several joined by commas; null when there is none.</summary>
    public string? Header(string name) => LegacyHeaders.Find(Headers, name);
}
