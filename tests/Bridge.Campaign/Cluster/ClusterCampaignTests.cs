using System.Globalization;
using Bridge.TestKit;

namespace Bridge.Campaign.Cluster;

/// <summary>In a short form unless the environment wants the long one: see campaign.sh.</summary>
public sealed class ClusterCampaignTests
{
    [Fact]
    public Task Clients_of_three_gateways_lose_nothing_whatever_happens_to_gateways_and_database() => Seeds.RunAsync(1, async seed =>
    {
        var plan = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? ClusterPlan.Long(seed, minutes) : new ClusterPlan(seed);
        Console.WriteLine($"campaign cluster of gateways, seed {seed}");
        var outcome = await ClusterCampaign.RunAsync(plan, Console.WriteLine);
        Console.WriteLine(outcome);
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}");
        Assert.True(outcome.IsSound, $"{outcome}");
        Assert.Equal(plan.Kills + 3 * plan.Deploys + plan.Pauses + plan.Restarts + plan.Cuts, outcome.Done.Count);
        Assert.Equal(outcome.Clients.Received, outcome.Accepted * plan.Clients / 3); // each channel has a third of the clients: nobody got more than there was
    });
}
