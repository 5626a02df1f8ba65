namespace Bridge.PollShapes;

/// <summary>Where a client stands. Its text is kept as the checkpoint of an answer, so that cursors of the backend stay valid on the bridge and the reverse.</summary>
public sealed record ShapeCursor
{
    /// <summary>The parts of which it is made; mostly one.</summary>
    public IReadOnlyList<CursorPart> Parts { get; init; } = [];

    /// <summary>A cursor per channel in one request, instead of parts.</summary>
    public CursorMap? Map { get; init; }

    /// <summary>What the first poll sends. Default omit.</summary>
    public CursorInitial Initial { get; init; }

    /// <summary>The call that finds the head before the first poll (with <c>initial: tail</c>).</summary>
    public ShapeCall? Start { get; init; }

    /// <summary>How an answer says that there is more to fetch at once.</summary>
    public CursorMore? More { get; init; }

    /// <summary>Whether to ask for the head now and then. A backend that restarted with a lower head answers ordinary empties for ever; only the head tells.</summary>
    public CursorProbe Probe { get; init; } = new();
}
