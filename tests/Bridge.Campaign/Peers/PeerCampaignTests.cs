using System.Globalization;
using Bridge.TestKit;

namespace Bridge.Campaign.Peers;

/// <summary>In a short form unless the environment wants the recorded one: see campaign.sh. What the peers do is reported and never judged: only Bridge can fail here.</summary>
public sealed class PeerCampaignTests
{
    [Fact]
    public Task Beside_its_peers_Bridge_loses_nothing_and_a_planted_loss_is_counted() => Seeds.RunAsync(1, async seed =>
    {
        var plan = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_PEER_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? PeerPlan.Long(seed, minutes) : Short(seed);
        Console.WriteLine($"campaign beside the peers, seed {seed}");
        var outcome = await PeerCampaign.RunAsync(plan, Console.WriteLine);
        Console.WriteLine(outcome);
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}");

        Assert.All(outcome.Cells.Where(cell => cell.Peer.Kind == "bridge" && cell.Peer.Drop == 0), cell =>
        {
            var verdict = cell.Verdict;
            Assert.True(verdict is { Owed: > 0, Lost: 0, Doubled: 0, Reordered: 0, Gaps: 0, GaveUp: 0, Deaf: 0 }, $"{cell}");
        });
        Assert.All(outcome.Cells.Where(cell => cell.Peer.Drop > 0), cell => Assert.InRange(cell.Verdict.Lost, 1, cell.Verdict.Owed));
    });

    private static PeerPlan Short(ulong seed)
    {
        var plan = new PeerPlan(seed);
        return plan with { Abreast = 5, Peers = [.. plan.Peers, Peer.BridgePolling with { Name = "a planted loss", Drop = 25, Settings = "every 25th message is forgotten by the handler" }] };
    }
}
