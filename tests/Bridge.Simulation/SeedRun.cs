using Bridge.Simulation.Planted;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation;

/// <summary>The seeds that the environment asks for: BRIDGE_SEED for one, BRIDGE_FIRST and BRIDGE_SEEDS for many, BRIDGE_STOP for how many may fail before it stops.</summary>
internal static class SeedRun
{
    public static void Run(ITestOutputHelper output, ulong usual, Func<ulong, Scenario> scenario)
    {
        var one = Wanted("BRIDGE_SEED", 0);
        var began = Environment.TickCount64;
        var tally = Campaign.Run(one > 0 ? one : Wanted("BRIDGE_FIRST", 1), one > 0 ? 1 : Wanted("BRIDGE_SEEDS", usual), Plant.None, stopAfter: (int)Wanted("BRIDGE_STOP", 1), scenario: scenario);
        var seconds = (Environment.TickCount64 - began) / 1000.0;
        output.WriteLine($"{tally.Seeds} seeds, {tally.Events} events, {tally.Faults} faults in {seconds:F1} s: {tally.Seeds / seconds:F0} seeds/s, {(double)tally.Faults / tally.Seeds:F0} faults a seed, hash {tally.Hash:x}");
        foreach (var failed in tally.Failed)
        {
            output.WriteLine($"seed {failed.Scenario.Seed}: {failed.Violation!.Message}");
        }

        if (tally.Failed is [var worst, ..])
        {
            Assert.Fail(Report.Of(worst, Plant.None));
        }
    }

    private static ulong Wanted(string name, ulong usual) => ulong.TryParse(Environment.GetEnvironmentVariable(name), out var wanted) ? wanted : usual;
}
