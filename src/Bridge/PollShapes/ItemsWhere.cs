namespace Bridge.PollShapes;

/// <summary>A condition on an item.</summary>
public sealed record ItemsWhere
{
    /// <summary>A dotted path in the item. Required.</summary>
    public string Path { get; init; } = "";

    /// <summary>The value must be this. Default: any.</summary>
    public string? EqualTo { get; init; }

    /// <summary>The value must begin so. Default: any.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether the condition must not hold instead. Default false.</summary>
    public bool Not { get; init; }
}
