using Bridge.Simulation.Planted;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation;

public sealed class RepeatabilityTests(ITestOutputHelper output)
{
    private const int Seeds = 200;
    private const int ShimSeeds = 30;

    [Fact]
    public void The_same_seed_gives_the_same_trace()
    {
        var (one, other) = (HashOf(readable: false), HashOf(readable: false));
        Assert.Equal(one, other);
        output.WriteLine($"{Seeds} seeds: {one:x}");
    }

    [Fact]
    public void Reading_along_changes_nothing() => Assert.Equal(HashOf(readable: false), HashOf(readable: true));

    [Fact]
    public void The_same_seed_gives_the_same_trace_with_the_real_shim() => Assert.Equal(ShimHashOf(readable: false), ShimHashOf(readable: true));

    [Fact]
    public void A_failing_seed_is_shrunk_and_told()
    {
        var plant = Plants.Of("log-gap-not-told");
        var failed = Campaign.Run(1, 1_000, plant).Failed[0];
        var told = Report.Of(failed, plant);

        Assert.Contains($"BRIDGE_SEED={failed.Scenario.Seed}", told, StringComparison.Ordinal);
        Assert.Contains("VIOLATION", told, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT REPEATABLE", told, StringComparison.Ordinal);
    }

    private static ulong HashOf(bool readable) => HashOf(Seeds, Scenario.Of, readable);

    private static ulong ShimHashOf(bool readable) => HashOf(ShimSeeds, seed => Scenario.Of(seed) with { Shim = true }, readable);

    private static ulong HashOf(ulong seeds, Func<ulong, Scenario> scenario, bool readable)
    {
        ulong hash = 0;
        var thread = new Thread(() =>
        {
            for (ulong seed = 1; seed <= seeds; seed++)
            {
                hash = (hash * 31) ^ Verdict.Of(scenario(seed), Plant.None, readable).Hash;
            }
        });
        thread.Start();
        thread.Join();
        return hash;
    }
}
