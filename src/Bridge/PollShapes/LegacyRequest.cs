namespace Bridge.PollShapes;

/// <summary>One request of the old kind, without a server's or a client's types: what came in, or what is to be sent.</summary>
internal sealed record LegacyRequest
{
    /// <summary>The method, in capitals.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The path as on the wire: percent-encoded, never decoded.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The query as on the wire, without its question mark.</summary>
    public string Query { get; init; } = "";

    /// <summary>The headers, cookies among them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The user as the host knows them; null: nobody signed in. Only for scopes per user.</summary>
    public string? User { get; init; }

    /// <summary>Path and query.</summary>
    public string Target => Query.Length > 0 ? $"{Path}?{Query}" : Path;

    /// <summary>A header's value, several joined by commas; null when there is none.</summary>
    public string? Header(string name) => LegacyHeaders.Find(Headers, name);

    /// <summary>The values of a cookie as they stand: several when it was sent several times.</summary>
    public IReadOnlyList<string> Cookies(string name) =>
    [
        .. from header in Headers
           where header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)
           from cookie in header.Value.Split(';')
           let at = cookie.IndexOf('=')
           where at >= 0 && cookie.AsSpan(0, at).Trim().SequenceEqual(name)
           select cookie[(at + 1)..].Trim(),
    ];
}
