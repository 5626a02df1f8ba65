using System.Diagnostics;
using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Campaign.Cluster;

/// <summary>Does to the cluster what the plan says, one thing after the other, and sees how long each client takes to hear something new.</summary>
internal sealed class Disturber(ClusterPlan plan, GatewayNode[] nodes, PostgresServer database, ShimClients clients, Stopwatch watch)
{
    private const string Hints = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (query LIKE 'LISTEN%' OR query ILIKE '%notify%' OR query = 'SELECT 1')";

    private readonly SeededRandom _random = new(plan.Seed);

    /// <summary>What was done, and how long each client took.</summary>
    public List<(string Kind, IReadOnlyList<TimeSpan> Back)> Done { get; } = [];

    public async Task RunAsync(Func<string, Task> say)
    {
        var script = Script();
        for (var n = 0; n < script.Count; n++)
        {
            var due = plan.Length * n / script.Count - watch.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }

            await script[n]();
            await say($"{Done[^1].Kind}: the slowest was back after {Done[^1].Back[^1].TotalMilliseconds:0} ms");
        }
    }

    private List<Func<Task>> Script()
    {
        List<Func<Task>> left =
        [
            .. Enumerable.Repeat(KillAsync, plan.Kills), .. Enumerable.Repeat(DeployAsync, plan.Deploys), .. Enumerable.Repeat(PauseAsync, plan.Pauses),
            .. Enumerable.Repeat(RestartAsync, plan.Restarts), .. Enumerable.Repeat(CutAsync, plan.Cuts),
        ];
        var script = new List<Func<Task>>();
        while (left.Count > 0)
        {
            var next = _random.Below(left.Count);
            script.Add(left[next]);
            left.RemoveAt(next);
        }

        return script;
    }

    private async Task KillAsync()
    {
        var node = _random.Pick(nodes);
        await DisturbAsync("SIGKILL of a node", async () =>
        {
            await node.KillAsync();
            await node.StartAsync();
        });
    }

    private async Task DeployAsync()
    {
        foreach (var node in nodes)
        {
            await DisturbAsync("a node of a rolling deploy", async () =>
            {
                await node.EndAsync();
                await node.StartAsync();
            });
        }
    }

    private async Task PauseAsync()
    {
        var node = _random.Pick(nodes);
        var pause = plan.ShortestPause + (plan.LongestPause - plan.ShortestPause) * _random.NextDouble();
        await DisturbAsync("SIGSTOP of a node", async () =>
        {
            await node.StopAsync();
            await Task.Delay(pause);
            await node.ContinueAsync();
        });
    }

    private Task RestartAsync() => DisturbAsync("the database restarted", async () =>
    {
        await (_random.OneIn(2) ? database.KillAsync() : database.StopAsync());
        await database.BeginAsync();
    });

    private Task CutAsync() => DisturbAsync("hints cut", () => database.DoAsync(Hints));

    private async Task DisturbAsync(string kind, Func<Task> disturb)
    {
        await clients.MarkAsync();
        var doing = disturb();
        var back = clients.BackAsync();
        await Task.WhenAll(doing, back); // both, whichever fails: what is half done must not meet the end of everything, and says more than the clients that waited for it
        Done.Add((kind, await back));
    }
}
