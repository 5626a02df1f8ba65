using Bridge.TestKit.Clients;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.Transports;

public sealed class StoppingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CarrierKind.LongPolling)]
    [InlineData(CarrierKind.WebSocket)]
    public async Task Clients_that_come_again_at_once_do_not_hold_up_a_server_that_stops(CarrierKind carrier)
    {
        await using var site = await BridgeSite.StartAsync(1, new() { Options = options => options.Sessions.Hold = TimeSpan.FromMinutes(5) });
        var clients = new List<NativeClient>();
        for (var n = 0; n < 20; n++)
        {
            clients.Add(await new NativeClient(site.Next, new() { Begins = carrier, Pause = TimeSpan.Zero }).StartAsync("news"));
        }

        await site.Hosts[0].StopAsync().WaitAsync(TimeSpan.FromSeconds(8), Stop);

        foreach (var client in clients)
        {
            Assert.Null(client.Stopped);
            await client.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(CarrierKind.LongPolling)]
    [InlineData(CarrierKind.WebSocket)]
    public async Task Clients_go_on_with_the_other_host_when_theirs_stops_and_miss_nothing(CarrierKind carrier)
    {
        await using var site = await BridgeSite.StartAsync(2);
        await using var client = await new NativeClient(site.Next, new() { Begins = carrier }).StartAsync("news");
        for (var n = 1; n <= 100; n++)
        {
            await site.Hosts[1].PublishAsync("news", $"{n}");
            if (n == 50)
            {
                await site.Hosts[0].StopAsync();
            }
        }

        await client.Inbox.UntilAsync(100);

        Assert.Equal(Enumerable.Range(1, 100).Select(number => $"{number}"), client.Inbox.Payloads("news"));
        Assert.Equal(1, client.SessionsBegun);
    }
}
