namespace Bridge.PollShapes;

/// <summary>How long a poll is held.</summary>
public sealed record ShapeWait
{
    /// <summary>The query parameter with which a client says how long to hold. Default: none. One that stands elsewhere is a parameter of <c>request</c> with the value <c>{wait}</c>.</summary>
    public string? Param { get; init; }

    /// <summary>How that parameter is written. Default s.</summary>
    public ShapeUnit Unit { get; init; }

    /// <summary>How long the backend holds when it isn't told. Default 25 s, 0 to 10 minutes.</summary>
    public TimeSpan Default { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The longest hold; longer wishes are cut to it. Default 60 s, 0 to 10 minutes.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>When the bridge gives up on an answer, for backends that ignore the parameter. Default 0: the wait and 10 s. Up to 15 minutes.</summary>
    public TimeSpan Deadline { get; init; }

    /// <summary>What an answer means that was cut by the deadline. Default error.</summary>
    public WaitCut Cut { get; init; }

    /// <summary>When a waiting client sees the first bytes. Default end.</summary>
    public WaitFlush Flush { get; init; }

    /// <summary>What a waiting client sees meanwhile. Default none. Newlines need headers-first.</summary>
    public WaitHeartbeat Heartbeat { get; init; }
}
