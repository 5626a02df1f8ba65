using Bridge.Conformance.Transports;
using Bridge.TestKit.Clients;
using Bridge.TestKit.Faults;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.TestKit;

/// <summary>The client that judges others does itself what docs/protocol.md asks of a client.</summary>
public sealed class NativeClientTests
{
    [Fact]
    public async Task A_move_while_the_session_begins_begins_no_second_one()
    {
        await using var site = await BridgeSite.StartAsync(1);
        await using var proxy = new FaultProxy(site.Hosts[0].Port, () => new FaultPlan { DelayToClient = TimeSpan.FromMilliseconds(400) });
        await using var client = new NativeClient(() => new Uri($"http://127.0.0.1:{proxy.Port}"), new NativeClientOptions { Begins = CarrierKind.WebSocket });
        client.Subscribe("news");
        client.Start();
        await Eventually.HoldsAsync(() => site.Hosts[0].WaitedFor() == 1, "the session has begun, and its client does not know yet");
        client.Move(CarrierKind.LongPolling);

        await client.SettledAsync();
        await site.PublishAsync("news", "1");
        await client.Inbox.UntilAsync(1);

        Assert.Equal((1, 1), (client.SessionsBegun, client.Inbox.Count));
    }

    [Fact]
    public async Task A_page_of_a_proxys_own_is_no_answer_and_no_end()
    {
        await using var site = await BridgeSite.StartAsync(1);
        var pages = 0;
        await using var proxy = new FaultProxy(site.Hosts[0].Port, () => new FaultPlan
        {
            OnRequest = _ => Interlocked.Increment(ref pages) is <= 4 and var page ? page % 2 == 0 ? ResponseFault.PageBefore : ResponseFault.PageAfter : ResponseFault.None,
        });
        await using var client = new NativeClient(() => new Uri($"http://127.0.0.1:{proxy.Port}"));
        await client.StartAsync("news");

        Assert.Equal("accepted", (await client.SubmitAsync("news", "\"it works\"")).Type);
        await client.Inbox.UntilAsync(1);

        Assert.Equal(4, client.Cuts);
        Assert.Null(client.Stopped);
    }
}
