namespace Bridge.PollShapes;

/// <summary>One form of "nothing new": everything that is said of it must hold.</summary>
public sealed record ShapeEmpty
{
    /// <summary>The status. Default 0: 200 to 299. Else 100 to 599.</summary>
    public int Status { get; init; }

    /// <summary>The body, exactly, but for white space around it. Default: any.</summary>
    public string? Body { get; init; }

    /// <summary>A dotted path that has a value. Default: not looked at.</summary>
    public string? Path { get; init; }

    /// <summary>What the value at the path is, as text or as JSON. Default: any.</summary>
    public string? EqualTo { get; init; }

    /// <summary>The body is an object with no other names than these. Default: not looked at.</summary>
    public IReadOnlyList<string> OnlyKeys { get; init; } = [];

    /// <summary>The answer was cut by the deadline. Default false.</summary>
    public bool Cut { get; init; }

    /// <summary>The backend never answers that nothing is new; it holds. Stands alone. Default false.</summary>
    public bool Never { get; init; }
}
