using System.Net.Http.Json;
using Bridge.E2E.Pages;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;
using Microsoft.Playwright;

namespace Bridge.E2E.Cluster;

/// <summary>Three gateways on one PostgreSQL database behind a balancer that knows no stickiness, before one old application.</summary>
public sealed class ClusterTests(Browsers browsers)
{
    private const int Nodes = 3;
    private const int Others = 20; // pages in Node
    private const int Kills = 3;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Old_pages_on_any_node_see_each_event_once_while_nodes_and_the_database_are_killed() => Seeds.RunAsync(1, async seed =>
    {
        var random = new SeededRandom(seed);
        await using var database = await PostgresServer.StartAsync(syncs: true);
        await using var board = await Started.StartAsync("dotnet", [Started.Built("samples/legacy-app/LegacyBoard", "LegacyBoard.dll"), "--port", "0"], "^READY (\\S+)$");
        await using var counted = await CountedBackend.StartAsync(new Uri(board.Ready.Groups[1].Value), "/api/events");
        var nodes = Enumerable.Range(0, Nodes).Select(_ => new GatewayNode(
            counted.Address, "samples/legacy-app/gateway/appsettings.json",
            ["--store", $"postgres:{database.ConnectionString}", "--set", "Stages:board=intercept", "--set", "Gateway:Inject=true"])).ToList();
        try
        {
            await Task.WhenAll(nodes.Select(node => node.StartAsync()));
            await using var balancer = await Balancer.StartAsync(nodes.Select(node => node.Address));
            var page = await browsers.OpenAsync(Browsers.Chromium);
            var diary = PageDiary.Of(page);
            await page.GotoAsync(balancer.Address.ToString());
            await using var others = await NodePages.StartAsync(balancer.Address, Others);
            await GoOnAsync("at first");
            for (var kill = 0; kill < Kills; kill++)
            {
                var node = random.Pick(nodes);
                await node.KillAsync();
                await GoOnAsync($"without a node (seed {seed}, kill {kill})");
                await node.StartAsync();
                await GoOnAsync($"with all nodes (seed {seed}, kill {kill})");
            }

            await database.KillAsync();
            await database.BeginAsync();
            await GoOnAsync("with a database that was killed and started again");
            await page.Context.CloseAsync();
            Assert.InRange(counted.LongestTwo, TimeSpan.Zero, TimeSpan.FromSeconds(8)); // the lease

            async Task GoOnAsync(string when)
            {
                var reached = (await others.LookAsync()).Max(other => other.Newest) + 5;
                for (var n = 0; n < 5; n++)
                {
                    await SayAsync(balancer.Address, $"{when}, {n}");
                }

                await Eventually.HoldsAsync(async () => (await others.LookAsync()).All(other => other.Newest >= reached || other.Fault is not null), $"all pages in Node have gone on {when}");
                Assert.All(await others.LookAsync(), other => Assert.Null(other.Fault));
                int[] ids = [];
                try
                {
                    await Eventually.HoldsAsync(async () => (ids = await page.EvaluateAsync<int[]>(OldBoard.Ids)).LastOrDefault() >= reached, $"the page has gone on {when}");
                }
                catch (TimeoutException slow)
                {
                    throw new TimeoutException($"{slow.Message} It shows {ids.FirstOrDefault()} to {ids.LastOrDefault()} and not {reached}.\n{diary}");
                }

                Assert.Equal(Enumerable.Range(ids[0], ids.Length), ids);
            }
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    });

    /// <summary>Writes into the board's log; again where a node was gone before it answered: what is said twice is two events, each shown once.</summary>
    private static async Task SayAsync(Uri address, string text)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    using var said = await http.PostAsJsonAsync("/api/log", new { who = "tester", text }, Stop);
                    return said.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the board takes what is said");
    }
}
