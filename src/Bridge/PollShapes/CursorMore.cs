namespace Bridge.PollShapes;

/// <summary>How an answer says that there is more to fetch without a pause.</summary>
public sealed record CursorMore
{
    /// <summary>A dotted path in the body. No value, <c>null</c>, <c>false</c>, 0 and an empty text mean no. Required.</summary>
    public string Path { get; init; } = "";

    /// <summary>The query parameter that carries the token found there. Default: the next cursor alone leads on. One that stands elsewhere is a parameter of <c>request</c> with the value <c>{more}</c>.</summary>
    public string? Param { get; init; }
}
