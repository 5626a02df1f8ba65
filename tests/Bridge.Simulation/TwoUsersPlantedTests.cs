using Bridge.Simulation.Planted;
using Bridge.Simulation.Users;

namespace Bridge.Simulation;

public sealed class TwoUsersPlantedTests(ITestOutputHelper output)
{
    private const int Most = 1_000;

    public static TheoryData<string> All => [.. UserPlant.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void A_planted_bug_between_two_users_is_found_within_a_thousand_seeds(string bug)
    {
        var tally = Campaign.Run(1, Most, UserPlant.Of(bug), scenario: UserScenario.Of);
        Assert.True(tally.Failed.Count > 0, $"{bug} was not found in {tally.Seeds} seeds");
        output.WriteLine($"{bug}: seed {tally.Failed[0].Scenario.Seed}, {tally.Failed[0].Violation!.Message}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace_of_two_users()
    {
        var (one, other) = (Campaign.Run(1, 100, Plant.None, scenario: UserScenario.Of), Campaign.Run(1, 100, Plant.None, threads: 1, scenario: UserScenario.Of));
        Assert.Equal(one.Hash, other.Hash);
        Assert.Equal(one.Events, other.Events);
    }
}
