using Bridge.Simulation.Planted;

namespace Bridge.Simulation;

public sealed class PlantedTests(ITestOutputHelper output)
{
    private const int Most = 1_000;

    public static TheoryData<string> All => [.. Plants.Names.Where(name => name.Contains(Environment.GetEnvironmentVariable("BRIDGE_PLANT") ?? "", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(All))]
    public void A_planted_bug_is_found_within_a_thousand_seeds(string bug)
    {
        var tally = Campaign.Run(1, Most, Plants.Of(bug));
        Assert.True(tally.Failed.Count > 0, $"{bug} was not found in {tally.Seeds} seeds");
        output.WriteLine($"{bug}: seed {tally.Failed[0].Scenario.Seed}, {tally.Failed[0].Violation!.Message}");
        Console.WriteLine($"PLANTED {bug,-40} seed {tally.Failed[0].Scenario.Seed,4}  {tally.Failed[0].Violation!.Message}");
    }
}
