using System.Net.WebSockets;
using System.Text;
using Bridge.TestKit.Faults;

namespace Bridge.Tests.TestKit;

/// <summary>What befalls an upgrade, and a WebSocket after it.</summary>
public sealed class ProxySocketTests : IAsyncLifetime
{
    private readonly EchoServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_delay_is_latency_and_keeps_the_order()
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { DelayToClient = TimeSpan.FromMilliseconds(20), DelayToServer = TimeSpan.FromMilliseconds(10) });
        using var socket = await FaultProxyTests.ConnectAsync(proxy);

        for (var n = 0; n < 50; n++)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes("" + n), WebSocketMessageType.Text, true, Stop);
        }

        for (var n = 0; n < 50; n++)
        {
            Assert.Equal("" + n, await FaultProxyTests.ReceiveAsync(socket));
        }

        Assert.True(proxy.Counts.Delays > 0);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_WebSocket_is_cut_within_a_frame(bool fromServer, bool reset)
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { Reset = reset, CutAfterServerBytes = fromServer ? 25 : null, CutAfterClientBytes = fromServer ? null : 25 });
        using var socket = await FaultProxyTests.ConnectAsync(proxy);

        await socket.SendAsync("0123456789"u8.ToArray(), WebSocketMessageType.Text, true, Stop);
        Assert.Equal("0123456789", await FaultProxyTests.ReceiveAsync(socket));
        await socket.SendAsync(new byte[100], WebSocketMessageType.Binary, true, Stop);

        await Assert.ThrowsAsync<WebSocketException>(() => FaultProxyTests.ReceiveAsync(socket));
        Assert.Equal(1, proxy.Counts.Cuts);
        await _server.SocketsGoneAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_swallowed_direction_falls_silent_and_nobody_is_told(bool toClient)
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { SwallowToClient = toClient, SwallowToServer = !toClient });
        using var socket = await FaultProxyTests.ConnectAsync(proxy);

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, Stop);
        var receiving = FaultProxyTests.ReceiveAsync(socket);
        await FaultProxyTests.Until(() => proxy.Counts.Swallows > 0);

        Assert.False(receiving.IsCompleted);
        Assert.Equal(toClient ? 1 : 0, _server.Heard("frame"));
        proxy.CutAll();
        await Assert.ThrowsAsync<WebSocketException>(() => receiving);
    }

    [Fact]
    public async Task A_hanging_upgrade_is_neither_forwarded_nor_answered()
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { HangUpgrade = true });
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var socket = new ClientWebSocket();
        var connecting = socket.ConnectAsync(new Uri($"ws://127.0.0.1:{proxy.Port}/ws"), giveUp.Token);
        await FaultProxyTests.Until(() => proxy.Counts.Hangs == 1);

        Assert.False(connecting.IsCompleted);
        Assert.Equal(0, _server.Heard("/ws"));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => connecting);
        await FaultProxyTests.Until(() => proxy.Open == 0);
    }

    [Fact]
    public async Task A_stripped_upgrade_reaches_the_server_as_a_plain_request_and_fails_at_once()
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { StripUpgrade = true });

        var fault = await Assert.ThrowsAsync<WebSocketException>(() => FaultProxyTests.ConnectAsync(proxy));

        Assert.Contains("426", fault.Message);
        Assert.Equal((1, 1), (_server.Heard("stripped"), proxy.Counts[FaultKind.StripUpgrade]));
        proxy.Use(FaultPlan.None);
        using var socket = await FaultProxyTests.ConnectAsync(proxy);
    }
}
