using System.Net;
using System.Net.WebSockets;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Forwarding;

/// <summary>WebSockets that come by CONNECT over HTTP/2 and go on by Upgrade over HTTP/1.1.</summary>
public sealed class Http2UpgradeTests
{
    [Fact]
    public async Task A_websocket_talks_closes_and_compresses_through_it()
    {
        await using var site = await Site.StartAsync(WebSocketEcho.Pipeline());
        using var socket = NewSocket();
        socket.Options.AddSubProtocol("chat");
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await ConnectAsync(socket, site);

        Assert.Equal((HttpStatusCode.OK, "chat"), (socket.HttpStatusCode, socket.SubProtocol));
        await WebSocketEcho.TalkAsync(socket);
    }

    [Fact]
    public async Task The_backend_is_asked_with_a_key_of_this_servers_own()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        using var socket = NewSocket();
        var connecting = ConnectAsync(socket, site);
        await using var connection = await backend.AcceptAsync();
        var head = await connection.ReadHeadAsync();

        Assert.Equal("GET /ws?a=%2F HTTP/1.1", head[0]);
        Assert.Contains("Connection: Upgrade", head);
        Assert.Contains("Upgrade: websocket", head);
        Assert.Contains("Sec-WebSocket-Version: 13", head);
        var key = Assert.Single(head, line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))["Sec-WebSocket-Key: ".Length..];
        Assert.Equal(16, Convert.FromBase64String(key).Length);
        await connection.SayAsync($"HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: {Bridge.Forwarding.WebSocketKey.AcceptOf(key)}\n\n");
        await connecting;
        Assert.DoesNotContain("Sec-WebSocket-Accept", socket.HttpResponseHeaders!.Keys);
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n\n", HttpStatusCode.BadGateway)]
    [InlineData("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n\n", HttpStatusCode.BadGateway)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 4\n\npage", HttpStatusCode.BadGateway)]
    [InlineData("HTTP/1.1 403 Forbidden\nContent-Length: 2\n\nno", HttpStatusCode.Forbidden)]
    public async Task What_does_not_prove_that_it_agreed_opens_nothing(string response, HttpStatusCode status)
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        using var socket = NewSocket();
        var connecting = ConnectAsync(socket, site);
        var (connection, _) = await backend.AnswerAsync(response);
        await using var keeping = connection;

        await Assert.ThrowsAsync<WebSocketException>(() => connecting);
        Assert.Equal(status, socket.HttpStatusCode);
    }

    [Fact]
    public async Task The_backends_end_and_the_clients_are_each_others()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        var (one, ones) = await OpenAsync(site, backend);
        var (two, twos) = await OpenAsync(site, backend);

        await ones.DisposeAsync();
        await Assert.ThrowsAsync<WebSocketException>(() => one.ReceiveAsync(new byte[10], Patience.Token));
        two.Abort();
        Assert.True(await twos.IsClosedByServerAsync());
        one.Dispose();
    }

    private static async Task<(ClientWebSocket Socket, RawConnection Backend)> OpenAsync(Site site, RawBackend backend)
    {
        var socket = NewSocket();
        var connecting = ConnectAsync(socket, site);
        var connection = await backend.AcceptAsync();
        var key = (await connection.ReadHeadAsync()).Single(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.Ordinal))["Sec-WebSocket-Key: ".Length..];
        await connection.SayAsync($"HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: {Bridge.Forwarding.WebSocketKey.AcceptOf(key)}\n\n");
        await connecting;
        return (socket, connection);
    }

    private static ClientWebSocket NewSocket()
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        return socket;
    }

    private static Task ConnectAsync(ClientWebSocket socket, Site site) =>
        socket.ConnectAsync(new Uri($"ws://{site.Http2Address.Authority}/ws?a=%2F"), new HttpMessageInvoker(new SocketsHttpHandler()), Patience.Token);
}
