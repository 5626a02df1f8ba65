namespace Bridge.PollShapes;

/// <summary>When the backend is asked for its head.</summary>
public sealed record CursorProbe
{
    /// <summary>When. Default never.</summary>
    public CursorProbeTime When { get; init; }

    /// <summary>After so many empty answers (with <c>when: every</c>). Default 0, 1 to 10 000.</summary>
    public int Every { get; init; }

    /// <summary>The call; it extracts the cursor's number. Default: <c>cursor.start</c>.</summary>
    public ShapeCall? Call { get; init; }
}
