using Bridge.Simulation.Worlds;

namespace Bridge.Simulation;

public sealed class SeedTests(ITestOutputHelper output)
{
    private const ulong Usual = 10_000;

    [Fact]
    public void Nothing_is_lost_doubled_reordered_or_stuck_in_any_seed() => SeedRun.Run(output, Usual, Scenario.Of);
}
