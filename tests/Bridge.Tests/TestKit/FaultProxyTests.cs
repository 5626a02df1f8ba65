using System.Net.WebSockets;
using System.Text;
using Bridge.TestKit;
using Bridge.TestKit.Faults;
using Bridge.TestKit.Hosting;

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
        Assert.Equal((1, lost, reset ? 1 : 0), (proxy.Counts.Cuts, proxy.Counts.LostResponses, proxy.Counts.Resets));
        Assert.Equal("3", await PostAsync(client, "/length", "3"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_is_a_reset_or_an_end_as_planned(bool reset)
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { OnRequest = _ => ResponseFault.After, Reset = reset });
        await using var connection = await RawConnection.OpenAsync(new Uri($"http://127.0.0.1:{proxy.Port}"));
        await connection.SayAsync("POST /length HTTP/1.1\nHost: x\nContent-Length: 3\n\nabc");

        var reading = connection.Stream.ReadAsync(new byte[10], Stop).AsTask();

        if (reset)
        {
            await Assert.ThrowsAsync<IOException>(() => reading);
        }
        else
        {
            Assert.Equal(0, await reading);
        }
    }

    [Fact]
    public async Task A_server_that_was_started_again_is_found_at_its_new_port()
    {
        await using var proxy = new FaultProxy(_server.Port);
        using var client = Client(proxy);
        Assert.Equal("1", await PostAsync(client, "/length", "1"));
        await using var another = new EchoServer();
        await another.StartAsync();

        proxy.Retarget(another.Port);
        proxy.CutAll();
        using var fresh = Client(proxy);
        Assert.Equal("2", await PostAsync(fresh, "/length", "2"));

        Assert.Equal((1, 1), (_server.Heard("/length"), another.Heard("/length")));
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

    internal static HttpClient Client(FaultProxy proxy) => new() { BaseAddress = new Uri($"http://127.0.0.1:{proxy.Port}") };

    internal static async Task<string> PostAsync(HttpClient client, string path, string text)
    {
        using var response = await client.PostAsync(path, new StringContent(text), Stop);
        return await response.Content.ReadAsStringAsync(Stop);
    }

    internal static async Task<ClientWebSocket> ConnectAsync(FaultProxy proxy)
    {
        var socket = new ClientWebSocket { Options = { KeepAliveInterval = TimeSpan.Zero } };
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{proxy.Port}/ws"), Stop);
        return socket;
    }

    internal static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1_000];
        var received = await socket.ReceiveAsync(buffer, Stop);
        return received.MessageType == WebSocketMessageType.Close
            ? throw new WebSocketException("closed")
            : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    /// <summary>What the proxy counts gives no signal: looks again until it is so.</summary>
    internal static async Task Until(Func<bool> condition)
    {
        var giveUp = Environment.TickCount64 + 20_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < giveUp, "What the test waits for did not happen within 20 s.");
            await Task.Yield();
        }
    }
}
