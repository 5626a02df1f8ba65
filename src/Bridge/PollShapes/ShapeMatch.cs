namespace Bridge.PollShapes;

/// <summary>Which requests are this poll. A parameter that neither <c>request</c> nor <c>ignore</c> names makes it another request, which passes through.</summary>
public sealed record ShapeMatch
{
    /// <summary>Methods. Default GET.</summary>
    public IReadOnlyList<string> Methods { get; init; } = ["GET"];

    /// <summary>The path, with variables: <c>/rooms/{room}/updates</c>. At most one variable a segment. Required.</summary>
    public string Path { get; init; } = "";

    /// <summary>Parameters that must be there: the same address without them is another request.</summary>
    public IReadOnlyList<MatchRequirement> Require { get; init; } = [];

    /// <summary>Parameters that mean nothing, as cache busters.</summary>
    public MatchIgnore Ignore { get; init; } = new();
}
