namespace Bridge.Simulation.Worlds;

/// <summary>A channel that a legacy backend feeds, which the nodes poll.</summary>
/// <param name="Items">How many items the backend has to tell, over all its lives.</param>
/// <param name="IsInclusive">Whether it tells the items at the cursor again; then several of them share one, and ids tell them apart.</param>
/// <param name="IsProbed">Whether it is asked for its head after a break: then it may begin anew.</param>
internal sealed record Feed(int Items, bool IsInclusive, bool IsProbed);
