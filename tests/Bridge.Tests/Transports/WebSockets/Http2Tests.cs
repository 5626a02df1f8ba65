using System.Net;
using System.Net.WebSockets;
using System.Text;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.WebSockets;

public sealed class Http2Tests
{
    [Fact]
    public async Task A_session_opens_by_connect_over_http_2()
    {
        await using var host = await HandshakeTests.StartAsync();
        using var socket = await ConnectAsync(host, "/bridge/ws", "bridge.v1");

        Assert.Equal("bridge.v1", socket.SubProtocol);
        Assert.Equal(HttpStatusCode.OK, socket.HttpStatusCode);
        await SendAsync(socket, "{\"type\":\"probe\",\"pad\":\"over two\"}");
        Assert.Contains("over two", await ReceiveAsync(socket));
    }

    [Fact]
    public async Task A_plain_channel_opens_by_connect_over_http_2()
    {
        await using var host = await HandshakeTests.StartAsync();
        using var socket = await ConnectAsync(host, "/chat", "superchat");

        Assert.Equal("superchat", socket.SubProtocol);
        await SendAsync(socket, "over two");
        Assert.Equal("over two", await ReceiveAsync(socket));
    }

    [Theory]
    [InlineData("/bridge/ws")]
    [InlineData("/chat")]
    public async Task A_plain_get_over_http_2_is_400_at_once(string path)
    {
        await using var host = await HandshakeTests.StartAsync();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Http2Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((400, "handshake"), await response.FaultAsync());
    }

    [Fact]
    public async Task A_foreign_origin_is_refused_over_http_2_too()
    {
        await using var host = await HandshakeTests.StartAsync();

        var fault = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(host, "/bridge/ws", "bridge.v1", "http://evil.example"));

        Assert.Contains("403", fault.ToString());
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestHost host, string path, string protocol, string? origin = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.AddSubProtocol(protocol);
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(new Uri($"ws://{host.Http2Address.Authority}{path}"), new HttpMessageInvoker(new SocketsHttpHandler()), Patience.Token);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Patience.Token);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, Patience.Token);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
