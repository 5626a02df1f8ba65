namespace Bridge.PollShapes;

/// <summary>A parameter that a request must have.</summary>
public sealed record MatchRequirement
{
    /// <summary>Where it stands. Default query.</summary>
    public RequestPlace In { get; init; }

    /// <summary>Its name. Required.</summary>
    public string Key { get; init; } = "";

    /// <summary>What its value must be. Default: any value.</summary>
    public string? EqualTo { get; init; }
}
