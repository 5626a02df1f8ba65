using System.Diagnostics;

namespace Bridge.Campaign.Peers;

/// <summary>The same faults against Bridge and its peers: network by network, several candidates at the same time.</summary>
internal static class PeerCampaign
{
    public static async Task<PeerOutcome> RunAsync(PeerPlan plan, Action<string> say)
    {
        var watch = Stopwatch.StartNew();
        List<CellOutcome> outcomes = [];
        foreach (var network in plan.Networks)
        {
            foreach (var peers in plan.GroupsOf(network))
            {
                foreach (var outcome in await RunAsync(plan, network, peers))
                {
                    outcomes.Add(outcome);
                    say($"{watch.Elapsed:mm\\:ss}  {outcome}");
                }
            }
        }

        return new PeerOutcome(plan, [.. outcomes.OrderBy(outcome => plan.Networks.ToList().IndexOf(outcome.Network)).ThenBy(outcome => plan.Peers.ToList().IndexOf(outcome.Peer))], watch.Elapsed);
    }

    private static async Task<CellOutcome[]> RunAsync(PeerPlan plan, Network network, Peer[] peers)
    {
        var starting = peers.Select(peer => Cell.StartAsync(plan, network, peer)).ToArray();
        try
        {
            var cells = await Task.WhenAll(starting);
            return await Task.WhenAll(cells.Select(cell => cell.RunAsync()));
        }
        finally
        {
            foreach (var started in starting.Where(cell => cell.IsCompletedSuccessfully))
            {
                await (await started).DisposeAsync();
            }
        }
    }
}
