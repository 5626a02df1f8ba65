using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Bridge.E2E.Pages;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;

namespace Bridge.E2E.Cluster;

/// <summary>The gateway that polls for all others is killed, again and again. <c>BRIDGE_POLLER_KILLS=20</c> kills so often.</summary>
public sealed class PollerTests(ITestOutputHelper output)
{
    private const int Nodes = 3;
    private const int Pages = 9;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(8);
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_POLLER_KILLS"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 2;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_node_polls_on_and_never_two_for_longer_than_the_lease()
    {
        await using var database = await PostgresServer.StartAsync(syncs: true);
        await using var board = await Started.StartAsync("dotnet", [Started.Built("samples/legacy-app/LegacyBoard", "LegacyBoard.dll"), "--port", "0"], "^READY (\\S+)$");
        await using var counted = await CountedBackend.StartAsync(new Uri(board.Ready.Groups[1].Value), "/api/events");
        var nodes = Enumerable.Range(0, Nodes).Select(_ => new GatewayNode(
            counted.Address, "samples/legacy-app/gateway/appsettings.json",
            ["--store", $"postgres:{database.ConnectionString}", "--set", "Stages:board=intercept"])).ToList();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = counted.Address };
        try
        {
            await Task.WhenAll(nodes.Select(node => node.StartAsync()));
            await using var balancer = await Balancer.StartAsync(nodes.Select(node => node.Address));
            await using var pages = await NodePages.StartAsync(balancer.Address, Pages);
            await GoOnAsync("at first");
            var times = new List<TimeSpan>();
            for (var kill = 1; kill <= Kills; kill++)
            {
                var poller = await PollerAsync();
                await poller.KillAsync();
                var watch = Stopwatch.StartNew();
                await GoOnAsync($"after kill {kill}");
                times.Add(watch.Elapsed);
                await poller.StartAsync();
            }

            output.WriteLine($"{Kills} kills of the polling node: pages went on after {times.Min().TotalSeconds:0.0} to {times.Max().TotalSeconds:0.0} s; two polls at once for {counted.LongestTwo.TotalMilliseconds:0} ms at most");
            Assert.InRange(counted.LongestTwo, TimeSpan.Zero, Lease);

            async Task GoOnAsync(string when)
            {
                var reached = (await pages.LookAsync()).Max(page => page.Newest) + 3;
                for (var n = 0; n < 3; n++)
                {
                    using var said = await http.PostAsJsonAsync("/api/log", new { who = "tester", text = $"{when}, {n}" }, Stop);
                    said.EnsureSuccessStatusCode();
                }

                await Eventually.HoldsAsync(async () => (await pages.LookAsync()).All(page => page.Newest >= reached || page.Fault is not null), $"all pages have gone on {when}");
                Assert.All(await pages.LookAsync(), page => Assert.Null(page.Fault)); // every event once, and in order
            }

            async Task<GatewayNode> PollerAsync()
            {
                GatewayNode? poller = null;
                await Eventually.HoldsAsync(
                    async () =>
                    {
                        foreach (var node in nodes)
                        {
                            poller = await node.IsPollingAsync() ? node : poller;
                        }

                        return poller is not null;
                    },
                    "a node polls");
                return poller!;
            }
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }
}
