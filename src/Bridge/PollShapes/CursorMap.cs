namespace Bridge.PollShapes;

/// <summary>A cursor per channel in one request: each entry's name is a channel of the backend, its value the last id.</summary>
public sealed record CursorMap
{
    /// <summary>Where the entries stand: query, form or json. Default query.</summary>
    public RequestPlace In { get; init; }

    /// <summary>How the names of entries begin; others are ordinary parameters. Required.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Where an item has its id within its channel: a dotted path. Required.</summary>
    public string Path { get; init; } = "";

    /// <summary>The channel whose items hold, at <c>items.data</c>, an object of channels and ids to go on from. Default: none.</summary>
    public string? StatusChannel { get; init; }

    /// <summary>What a channel begins with. Default 0.</summary>
    public string Value { get; init; } = "0";
}
