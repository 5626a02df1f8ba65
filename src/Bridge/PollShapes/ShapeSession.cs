namespace Bridge.PollShapes;

/// <summary>What has to be called before the first poll and after the last.</summary>
public sealed record ShapeSession
{
    /// <summary>The calls, in order; what they extract is known to the next and to the polls. A variable of the cursor is the first poll's cursor.</summary>
    public IReadOnlyList<ShapeCall> Steps { get; init; } = [];

    /// <summary>The call after the last poll; null: none.</summary>
    public ShapeCall? Close { get; init; }

    /// <summary>Which of several concurrent polls of one session the backend serves. Default all. Otherwise nobody else may poll beside the page.</summary>
    public SessionSingle Single { get; init; }
}
