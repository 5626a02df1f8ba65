namespace Bridge.PollShapes;

/// <summary>How the backend is asked.</summary>
public sealed record ShapeRequest
{
    /// <summary>The method. Default GET.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The path that the bridge asks, as a template. Default: the path of <c>match</c>.</summary>
    public string? Url { get; init; }

    /// <summary>What the body holds. Default none.</summary>
    public RequestBody Body { get; init; }

    /// <summary>Every parameter that the endpoint understands.</summary>
    public IReadOnlyList<RequestParameter> Params { get; init; } = [];
}
