namespace Bridge.Simulation.Worlds;

/// <summary>A channel that a legacy backend feeds, which the nodes poll.</summary>
/// <param name="Items">How many items the backend has to tell, over all its lives.</param>
/// <param name="IsInclusive">Whether it tells the items at the cursor again; then several of them share one, and ids tell them apart.</param>
/// <param name="Probe">When it is asked for its head, as the shape says it. Unless never, it may begin anew.</param>
internal sealed record Feed(int Items, bool IsInclusive, string Probe)
{
    public const string Never = "never";
    public const string AfterBreak = "after-break";
    public const string Every = "every";

    /// <summary>Whether each node has leases of its own: all of them poll, and what keeps the items once has to do it alone.</summary>
    public bool IsUnleased { get; init; }
}
