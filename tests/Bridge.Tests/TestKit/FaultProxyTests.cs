using System.Net.WebSockets;
using System.Text;
using Bridge.TestKit;
using Bridge.TestKit.Faults;

namespace Bridge.Tests.TestKit;

public sealed class FaultProxyTests : IAsyncLifetime
{
    private readonly EchoServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/length")]
    [InlineData("/chunked")]
    public async Task Without_faults_bytes_pass_as_they_are(string path)
    {
        await using var proxy = new FaultProxy(_server.Port);
        using var client = Client(proxy);
        var sent = new string('x', 100_000) + "end";

        for (var n = 0; n < 3; n++)
        {
            using var response = await client.PostAsync(path, new StringContent(sent), Stop);
            Assert.Equal(sent, await response.Content.ReadAsStringAsync(Stop));
        }

        using var chunked = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("abc"), Headers = { TransferEncodingChunked = true } };
        using var answer = await client.SendAsync(chunked, Stop);
        Assert.Equal("abc", await answer.Content.ReadAsStringAsync(Stop));
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), Stop);
        using var empty = await client.GetAsync("/nothing", Stop);
        Assert.Equal((1, 6, 0), (proxy.Counts.Connections, proxy.Counts.Requests, proxy.Counts.Cuts));
    }

    [Theory]
    [InlineData(ResponseFault.Before, 1, 0, true)]
    [InlineData(ResponseFault.Middle, 2, 1, true)]
    [InlineData(ResponseFault.After, 2, 1, true)]
    [InlineData(ResponseFault.After, 2, 1, false)]
    public async Task The_planned_request_meets_its_fault_and_the_others_do_not(ResponseFault fault, int heard, int lost, bool reset)
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(FaultPlan.Nth(2, fault, "/length") with { Reset = reset });
        using var client = Client(proxy);

        Assert.Equal("1", await PostAsync(client, "/length", "1"));
        await PostAsync(client, "/chunked", "other");
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(client, "/length", "2"));

        Assert.Equal(heard, _server.Heard("/length"));
        Assert.Equal((1, lost), (proxy.Counts.Cuts, proxy.Counts.LostResponses));
        Assert.Equal("3", await PostAsync(client, "/length", "3"));
    }

    [Fact]
    public async Task A_delay_is_latency_and_keeps_the_order()
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { DelayToClient = TimeSpan.FromMilliseconds(20), DelayToServer = TimeSpan.FromMilliseconds(10) });
        using var socket = await ConnectAsync(proxy);

        for (var n = 0; n < 50; n++)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes("" + n), WebSocketMessageType.Text, true, Stop);
        }

        for (var n = 0; n < 50; n++)
        {
            Assert.Equal("" + n, await ReceiveAsync(socket));
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
        using var socket = await ConnectAsync(proxy);

        await socket.SendAsync("0123456789"u8.ToArray(), WebSocketMessageType.Text, true, Stop);
        Assert.Equal("0123456789", await ReceiveAsync(socket));
        await socket.SendAsync(new byte[100], WebSocketMessageType.Binary, true, Stop);

        await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(socket));
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
        using var socket = await ConnectAsync(proxy);

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, Stop);
        var receiving = ReceiveAsync(socket);
        await Until(() => proxy.Counts.Swallows > 0);

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
        await Until(() => proxy.Counts.Hangs == 1);

        Assert.False(connecting.IsCompleted);
        Assert.Equal(0, _server.Heard("/ws"));
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => connecting);
        await Until(() => proxy.Open == 0);
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_is_noticed_by_the_server()
    {
        await using var proxy = new FaultProxy(_server.Port);
        using var client = Client(proxy);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var waiting = client.GetAsync("/park", giveUp.Token);
        await Until(() => _server.Heard("/park") == 1);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await _server.ParkedGoneAsync();
    }

    [Fact]
    public async Task A_script_breaks_some_connections_until_it_calms_down()
    {
        var script = new FaultScript(5) { CutBefore = 0.2, CutMiddle = 0.2, CutAfter = 0.2, Delay = 0.2, MaxDelay = TimeSpan.FromMilliseconds(3) };
        await using var proxy = new FaultProxy(_server.Port, script.Next);
        using var client = Client(proxy);
        var broken = 0;
        for (var n = 0; n < 60; n++)
        {
            try
            {
                Assert.Equal("x" + n, await PostAsync(client, "/length", "x" + n));
            }
            catch (HttpRequestException)
            {
                broken++;
            }
        }

        Assert.InRange(broken, 10, 50);
        Assert.InRange(proxy.Counts.Cuts, broken, 60);
        Assert.True(proxy.Counts.LostResponses > 0 && proxy.Counts.Delays > 0);
        script.CalmDown();
        for (var n = 0; n < 20; n++)
        {
            Assert.Equal("calm", await PostAsync(client, "/length", "calm"));
        }
    }

    private static HttpClient Client(FaultProxy proxy) => new() { BaseAddress = new Uri($"http://127.0.0.1:{proxy.Port}") };

    private static async Task<string> PostAsync(HttpClient client, string path, string text)
    {
        using var response = await client.PostAsync(path, new StringContent(text), Stop);
        return await response.Content.ReadAsStringAsync(Stop);
    }

    private static async Task<ClientWebSocket> ConnectAsync(FaultProxy proxy)
    {
        var socket = new ClientWebSocket { Options = { KeepAliveInterval = TimeSpan.Zero } };
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{proxy.Port}/ws"), Stop);
        return socket;
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1_000];
        var received = await socket.ReceiveAsync(buffer, Stop);
        return received.MessageType == WebSocketMessageType.Close
            ? throw new WebSocketException("closed")
            : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    /// <summary>What the proxy counts gives no signal: looks again until it is so.</summary>
    private static async Task Until(Func<bool> condition)
    {
        var giveUp = Environment.TickCount64 + 20_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < giveUp, "What the test waits for did not happen within 20 s.");
            await Task.Yield();
        }
    }
}
