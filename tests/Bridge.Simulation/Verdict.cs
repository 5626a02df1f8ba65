using Bridge.Simulation.Checking;
using Bridge.Simulation.Planted;
using Bridge.Simulation.Shim;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation;

/// <summary>What became of one seed.</summary>
internal sealed record Verdict(Scenario Scenario, Violation? Violation, ulong Hash, long Events, int Faults, IReadOnlyList<string> Trace)
{
    /// <summary>Runs a world. Nothing of it may leave this thread, so there must be no synchronization context on it.</summary>
    public static Verdict Of(Scenario scenario, Plant plant, bool readable = false)
    {
        using var shim = scenario.Shim ? ShimHosts.Rent() : null;
        var world = new World(scenario, plant, readable, shim?.Host);
        var violation = world.Run();
        return new Verdict(scenario, violation, world.Trace.Hash, world.Time.Events, world.Faults, world.Trace.Lines);
    }
}
