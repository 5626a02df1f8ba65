using System.Collections.Concurrent;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Postgres.Tests;

/// <summary>The server is killed while nodes publish. <c>BRIDGE_POSTGRES_KILLS=50</c> kills so often.</summary>
public sealed class KillTests
{
    private const int Publishers = 8;

    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_POSTGRES_KILLS"), out var wanted) ? wanted : 2;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_accepted_is_lost_when_the_server_is_killed_and_nodes_come_back_by_themselves()
    {
        await using var server = await PostgresServer.StartAsync(syncs: true);
        await using var site = new Site(server);
        PostgresStore[] nodes =
        [
            await site.OpenAsync(configure: o => o.AcceptLosingAcceptedMessages = false, time: TimeProvider.System),
            await site.OpenAsync(configure: o => o.AcceptLosingAcceptedMessages = false, time: TimeProvider.System),
        ];
        var epoch = nodes[0].Epoch;
        var random = new SeededRandom(5);
        var accepted = new ConcurrentBag<(Position Position, string Text)>();
        for (var round = 0; round < Kills; round++)
        {
            var (enough, publishes) = (new TaskCompletionSource(), 50 + random.Below(150));
            var before = accepted.Count;
            var publishers = Enumerable.Range(0, Publishers).Select(publisher => Task.Run(() => PublishUntilAwayAsync(nodes[publisher % 2], $"{round}:{publisher}", accepted, () =>
            {
                if (accepted.Count - before >= publishes)
                {
                    enough.TrySetResult();
                }
            }), Stop)).ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(60), Stop);
            await server.KillAsync();
            var refusals = await Task.WhenAll(publishers);
            Assert.All(refusals, refusal => Assert.Same(Refusal.StoreUnavailable, refusal));
            await server.BeginAsync();
        }

        foreach (var node in nodes)
        {
            var texts = await Site.TextsAsync(node); // finds holes
            Assert.All(accepted, entry => Assert.Equal(entry.Text, texts[entry.Position.Offset - 1]));
            Assert.Equal(texts.Length, texts.Distinct().Count());
            Assert.Equal(epoch, node.Epoch);
        }

        using var ear = new Ear(nodes[1], Site.News);
        var last = await Site.AppendAsync(nodes[0], "after");
        nodes[0].Backplane.Send(Signal.News(Site.News, last));
        await ear.NextAsync(signal => signal.Number == last.Offset);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} kills, {accepted.Count} publishes answered");
    }

    private static async Task<Refusal> PublishUntilAwayAsync(PostgresStore node, string name, ConcurrentBag<(Position, string)> accepted, Action published)
    {
        for (var n = 0; ; n++)
        {
            try
            {
                accepted.Add((await Site.AppendAsync(node, $"{name}:{n}"), $"{name}:{n}"));
                published();
            }
            catch (BridgeException fault)
            {
                return fault.Refusal; // it may be there or not
            }
        }
    }
}
