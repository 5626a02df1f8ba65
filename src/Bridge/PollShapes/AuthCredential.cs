namespace Bridge.PollShapes;

/// <summary>A value of a request, by name.</summary>
public sealed record AuthCredential
{
    /// <summary>Where it stands: cookie, header, query or path. Default cookie.</summary>
    public RequestPlace In { get; init; } = RequestPlace.Cookie;

    /// <summary>Its name; in the path the variable. Required.</summary>
    public string Key { get; init; } = "";
}
