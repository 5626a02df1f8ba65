using Bridge.Conformance.Transports;
using Bridge.Messaging;
using Bridge.TestKit.Clients;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.Transports;

/// <summary>A message for one of many wakes one: the others' readers do not even look.</summary>
public sealed class AudienceWakesTests
{
    private const string News = "news";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_message_for_one_tag_reaches_its_sessions_only_and_wakes_no_other(int hosts)
    {
        var logs = new List<WatchedLog>();
        await using var site = await BridgeSite.StartAsync(hosts, new()
        {
            Watch = logs.Add,
            Options = options => (options.Sessions.Hold, options.Sessions.PingInterval) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)),
        });
        var clients = new List<NativeClient>();
        for (var n = 0; n < 20; n++)
        {
            clients.Add(await new NativeClient(site.Next, new() { Begins = n % 2 == 0 ? CarrierKind.WebSocket : CarrierKind.LongPolling }).StartAsync(News));
        }

        try
        {
            await site.LeasesAsync(20);
            await site.PublishAsync(News, "\"for all\""); // everybody has looked once: nothing of their beginning is counted
            await Task.WhenAll(clients.Select(client => client.Inbox.UntilAsync(1)));
            await SettledAsync(site, logs);
            var before = logs.Sum(log => log.Reads);

            for (var n = 1; n <= 50; n++)
            {
                await site.PublishAsync(News, $"{n}", Audience.Session(new SessionId(clients[0].SessionId!)));
                await clients[0].Inbox.UntilAsync(1 + n);
            }

            await SettledAsync(site, logs);
            Assert.InRange(logs.Sum(log => log.Reads) - before, 50, 55); // its own reader; another's look would make it a hundred at least
            await site.PublishAsync(News, "\"the end\"");
            await Task.WhenAll(clients.Select(client => client.Inbox.UntilAsync(inbox => inbox.Payloads(News).Contains("\"the end\""), "the end")));
            Assert.Equal(52, clients[0].Inbox.Count);
            Assert.All(clients.Skip(1), client => Assert.Equal(["\"for all\"", "\"the end\""], client.Inbox.Payloads(News)));
            Assert.All(clients, client => Assert.Empty(client.Inbox.Gaps));
        }
        finally
        {
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    /// <summary>Nothing is under way any more: everybody waits, and the count of reads stands still.</summary>
    private static async Task SettledAsync(BridgeSite site, List<WatchedLog> logs)
    {
        await site.LeasesAsync(20);
        for (var (last, still) = (-1, 0); still < 20; still++)
        {
            var now = logs.Sum(log => log.Reads);
            still = now == last ? still : 0;
            last = now;
            await Task.Delay(5, Stop);
        }
    }
}
