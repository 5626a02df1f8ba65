using Bridge.Simulation.Worlds;

namespace Bridge.Simulation;

public sealed class ShimSeedTests(ITestOutputHelper output)
{
    private const ulong Usual = 300;

    [Fact]
    public void Nothing_is_lost_doubled_reordered_or_stuck_in_any_seed_with_the_real_shim() =>
        SeedRun.Run(output, Usual, seed => Scenario.Of(seed) with { Shim = true });
}
