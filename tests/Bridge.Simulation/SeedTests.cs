using Bridge.Simulation.Planted;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation;

public sealed class SeedTests(ITestOutputHelper output)
{
    [Fact]
    public void Nothing_is_lost_doubled_reordered_or_stuck_in_any_seed()
    {
        var first = ulong.TryParse(Environment.GetEnvironmentVariable("BRIDGE_SEED"), out var one) ? one
            : ulong.TryParse(Environment.GetEnvironmentVariable("BRIDGE_FIRST"), out var begin) ? begin : 1;
        var count = one > 0 ? 1 : ulong.TryParse(Environment.GetEnvironmentVariable("BRIDGE_SEEDS"), out var wanted) ? wanted : 10_000;
        var began = Environment.TickCount64;
        var stop = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_STOP"), out var s) ? s : 1;
        var tally = Campaign.Run(first, count, Plant.None, stopAfter: stop);
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
}
