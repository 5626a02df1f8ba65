namespace Bridge.PollShapes;

/// <summary>Drops items that were seen before, as inclusive cursors and timestamps bring them.</summary>
public sealed record ShapeDedupe
{
    /// <summary>By what. Default id.</summary>
    public DedupeBy By { get; init; }

    /// <summary>How many ids are remembered. Default 1 000, 1 to 100 000.</summary>
    public int Window { get; init; } = 1_000;

    /// <summary>How far back the bridge asks, in the cursor's unit, so that items are seen which the backend wrote late. Default 0, up to 86 400 000.</summary>
    public int Overlap { get; init; }
}
