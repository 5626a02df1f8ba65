using System.Globalization;

namespace Bridge.Campaign.Drain;

/// <summary>In a short form unless the environment wants the long one: see campaign.sh.</summary>
public sealed class DrainCampaignTests
{
    [Fact]
    public async Task A_node_that_is_told_to_end_answers_every_poll_and_tells_every_socket_and_all_go_on_at_the_other()
    {
        var plan = Wanted("SOCKETS") is { } sockets && Wanted("POLLS") is { } polls ? new DrainPlan(sockets, polls) : DrainPlan.Short;
        var outcome = await DrainCampaign.RunAsync(plan, TestContext.Current.CancellationToken);
        Console.WriteLine(outcome);
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}");
        Assert.True(outcome.Faults.Count == 0, $"{outcome}");
        Assert.Equal(0, outcome.ExitCode);
        Assert.True(outcome.Unready <= outcome.Told, $"{outcome}");
        Assert.True(outcome.Gone < plan.Longest, $"{outcome}");
    }

    private static int? Wanted(string name) => int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_" + name), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : null;
}
