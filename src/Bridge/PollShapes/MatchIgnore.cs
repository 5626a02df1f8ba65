namespace Bridge.PollShapes;

/// <summary>Parameters that mean nothing. They are neither sent on nor part of the scope.</summary>
public sealed record MatchIgnore
{
    /// <summary>Names of parameters, or of variables of the path.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>How names of parameters begin.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Whether bare keys without a value are ignored (<c>?1700000000</c>). Default false.</summary>
    public bool Valueless { get; init; }
}
