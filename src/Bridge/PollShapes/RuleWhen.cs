namespace Bridge.PollShapes;

/// <summary>Which answer: everything that is said of it must hold.</summary>
public sealed record RuleWhen
{
    /// <summary>One of these statuses. Default: any.</summary>
    public IReadOnlyList<int> Status { get; init; } = [];

    /// <summary>A header that is there. Default: not looked at.</summary>
    public string? Header { get; init; }

    /// <summary>A dotted path of the body. Default: not looked at.</summary>
    public string? Path { get; init; }

    /// <summary>The value at the path, or of the header when there is no path, is this. Default: any.</summary>
    public string? EqualTo { get; init; }

    /// <summary>The path has a value, whichever. Default false.</summary>
    public bool Exists { get; init; }

    /// <summary>At least one of these holds as well. Default: not looked at.</summary>
    public IReadOnlyList<RuleWhen> Any { get; init; } = [];

    /// <summary>The body is empty. Default false.</summary>
    public bool EmptyBody { get; init; }

    /// <summary>The answer was cut by the deadline. Default false.</summary>
    public bool Cut { get; init; }

    /// <summary>The body can't be read, as an error page in HTML. Default false.</summary>
    public bool Broken { get; init; }
}
