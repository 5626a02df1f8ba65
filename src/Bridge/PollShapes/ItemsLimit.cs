namespace Bridge.PollShapes;

/// <summary>How many items an answer has at most.</summary>
public sealed record ItemsLimit
{
    /// <summary>The query parameter with which a client says so. Default none. One that stands elsewhere is a parameter of <c>request</c> with the value <c>{limit}</c>.</summary>
    public string? Param { get; init; }

    /// <summary>Which items are kept when there are more. Default first. With <c>last</c> a longer backlog is a hole.</summary>
    public ItemsKeep Keep { get; init; }

    /// <summary>How many when nobody says. Default 0: no limit is sent. Up to 10 000.</summary>
    public int Default { get; init; }
}
