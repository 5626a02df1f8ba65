namespace Bridge.PollShapes;

/// <summary>How long to pause: from exactly one place.</summary>
public sealed record RuleDelay
{
    /// <summary>A header; <c>Retry-After</c> may also be a date. Default none.</summary>
    public string? Header { get; init; }

    /// <summary>A dotted path of the body. Default none.</summary>
    public string? Path { get; init; }

    /// <summary>Always so long. Default none, up to 1 day.</summary>
    public TimeSpan Constant { get; init; }

    /// <summary>What the header or the path counts in. Default s.</summary>
    public ShapeUnit Unit { get; init; }
}
