using System.Globalization;
using Bridge.TestKit;

namespace Bridge.Campaign;

/// <summary>The campaigns, in a short form unless the environment wants more of one: see campaign.sh.</summary>
public sealed class CampaignTests
{
    [Fact]
    public Task Messages_both_ways_over_a_bad_network_while_clients_move() => Seeds.RunAsync(1, async seed =>
    {
        var outcome = await RunAsync(Plan.Everything(seed, Wanted("MESSAGES", 20_000), Wanted("FAULTS", 150), Wanted("SWITCHES", 8), Environment.GetEnvironmentVariable("BRIDGE_STORE") ?? "memory"));
        Assert.Equal(outcome.Published, outcome.Delivered);
        Assert.Equal(0, outcome.Verdict.TrueGaps);
    });

    [Fact]
    public Task Kills_of_a_server_with_a_durable_store_lose_no_accepted_message() => Seeds.RunAsync(1, async seed =>
    {
        var outcome = await RunAsync(Plan.Killed(seed, Wanted("KILLS", 2), "sqlite"));
        Assert.Equal(outcome.Published, outcome.Delivered);
        Assert.Equal(0, outcome.Verdict.TrueGaps);
    });

    [Fact]
    public Task Kills_of_nodes_and_of_their_database_lose_no_accepted_message() => Seeds.RunAsync(1, async seed =>
    {
        var outcome = await RunAsync(Plan.Cluster(seed, Wanted("KILLS", 4)));
        Assert.Equal(outcome.Published, outcome.Delivered);
        Assert.Equal(0, outcome.Verdict.TrueGaps);
    });

    [Fact]
    public Task Kills_of_a_server_with_its_store_in_memory_are_one_true_gap_each_per_channel() => Seeds.RunAsync(1, async seed =>
    {
        var outcome = await RunAsync(Plan.Killed(seed, Wanted("KILLS", 2), "memory"));
        Assert.All(outcome.Gaps, gaps => Assert.Equal(outcome.Kills, gaps));
    });

    [Theory]
    [MemberData(nameof(Percents))]
    public Task Lost_responses_lose_nothing(int percent) => Seeds.RunAsync(1, async seed =>
    {
        var outcome = await RunAsync(Plan.Drill(seed, percent, Wanted("MESSAGES", 5_000)));
        Assert.Equal(outcome.Published, outcome.Delivered);
        Assert.True(outcome.Faults.LostResponses > 0, "no response was lost");
    });

    public static TheoryData<int> Percents() => Wanted("PERCENT", 0) is > 0 and var percent ? [percent] : [3, 30];

    private static async Task<Outcome> RunAsync(Plan plan)
    {
        Console.WriteLine($"campaign {plan.Name}, seed {plan.Seed}");
        var outcome = await Campaign.RunAsync(plan, Console.WriteLine);
        Console.WriteLine(outcome);
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}");
        Assert.True(outcome.Verdict.Faults == 0, $"{outcome}");
        Assert.True(outcome.Delivered + outcome.Submitted >= plan.Messages && outcome.Faults.Breaking >= plan.Faults && outcome.Kills == plan.Kills, "it ended before its aims");
        return outcome;
    }

    private static int Wanted(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_" + name), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : otherwise;
}
