using Bridge.Messaging;
using Bridge.TestKit.Clients;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.Transports;

/// <summary>Whoever listens, however: the same messages in the same order.</summary>
public sealed class OneSequenceTests
{
    private const string News = "news";
    private const int Publishers = 4;
    private const int Each = 500;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_socket_a_long_poll_and_a_plain_poll_see_the_identical_sequence_of_concurrent_publishers(int hosts)
    {
        await using var site = await BridgeSite.StartAsync(hosts);
        await using var socket = await new NativeClient(site.Next, new() { Begins = CarrierKind.WebSocket }).StartAsync(News);
        await using var poll = await new NativeClient(site.Next).StartAsync(News);
        await using var plain = await new PlainClient(site.Next, News).StartAsync();

        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => PublishAsync(site, publisher)));
        foreach (var inbox in new[] { socket.Inbox, poll.Inbox, plain.Inbox })
        {
            await inbox.UntilAsync(Publishers * Each);
        }

        Assert.Equal(socket.Inbox.All, poll.Inbox.All);
        Assert.Equal(socket.Inbox.All, plain.Inbox.All);
        Assert.Equal(Enumerable.Range(1, Publishers * Each).Select(offset => (long)offset), socket.Inbox.All.Select(seen => seen.Position.Offset));
        for (var publisher = 0; publisher < Publishers; publisher++)
        {
            var own = socket.Inbox.Payloads(News).Where(payload => payload.StartsWith($"\"{publisher}:", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(1, Each).Select(number => $"\"{publisher}:{number}\""), own);
        }
    }

    [Fact]
    public async Task A_client_that_knows_one_address_only_reaches_both_hosts_through_a_switch()
    {
        await using var site = await BridgeSite.StartAsync(2);
        await using var between = new ConnectionSwitch([.. site.Hosts.Select(host => host.Port)]);
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }); // a connection per request
        await using var client = await new NativeClient(() => between.Address, new() { Http = http }).StartAsync(News);

        for (var n = 1; n <= 40; n++)
        {
            await site.PublishAsync(News, $"{n}");
            Assert.Equal("accepted", (await client.SubmitAsync("sent", $"{n}")).Type);
            client.Move(n % 10 < 5 ? CarrierKind.WebSocket : CarrierKind.LongPolling);
        }

        await client.Inbox.UntilAsync(40);

        Assert.Equal(Enumerable.Range(1, 40).Select(number => $"{number}"), client.Inbox.Payloads(News));
        Assert.Equal(40, (await site.Store.Log.HeadAsync("sent", Stop)).Head.Offset);
    }

    private static async Task PublishAsync(BridgeSite site, int publisher)
    {
        await Task.Yield();
        for (var n = 1; n <= Each; n++)
        {
            await site.PublishAsync(News, $"\"{publisher}:{n}\"");
        }
    }
}
