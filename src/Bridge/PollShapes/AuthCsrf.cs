namespace Bridge.PollShapes;

/// <summary>A cookie that a request must repeat.</summary>
public sealed record AuthCsrf
{
    /// <summary>The cookie. Required.</summary>
    public string Cookie { get; init; } = "";

    /// <summary>Where it is repeated: header or form. Default header.</summary>
    public RequestPlace In { get; init; } = RequestPlace.Header;

    /// <summary>The name of the header or field. Required.</summary>
    public string Key { get; init; } = "";
}
