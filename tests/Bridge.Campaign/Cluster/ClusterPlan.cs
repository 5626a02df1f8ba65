namespace Bridge.Campaign.Cluster;

/// <summary>What is done to a cluster, in an order that the seed says, spread over a time.</summary>
internal sealed record ClusterPlan(ulong Seed)
{
    public int Clients { get; init; } = 30;

    /// <summary>SIGKILLs of nodes.</summary>
    public int Kills { get; init; } = 3;

    /// <summary>Rolling deploys: one node after the other ends in order and is started again.</summary>
    public int Deploys { get; init; } = 1;

    /// <summary>SIGSTOPs of nodes.</summary>
    public int Pauses { get; init; } = 1;

    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The database ended and started again.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>All connections that carry hints cut.</summary>
    public int Cuts { get; init; } = 2;

    /// <summary>How long it goes on at least.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.Zero;

    /// <summary>How often each source publishes.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often one of the clients moves.</summary>
    public TimeSpan SwitchEvery { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The form whose result is recorded.</summary>
    public static ClusterPlan Long(ulong seed, int minutes) => new(seed)
    {
        Clients = 300, Kills = 2 * minutes, Deploys = 3, Pauses = 5, LongestPause = TimeSpan.FromSeconds(20), Restarts = 3, Cuts = 10, Length = TimeSpan.FromMinutes(minutes),
        Every = TimeSpan.FromSeconds(1), SwitchEvery = TimeSpan.FromMilliseconds(100),
    };
}
