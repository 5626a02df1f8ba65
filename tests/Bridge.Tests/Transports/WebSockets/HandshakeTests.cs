using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.WebSockets;

public sealed class HandshakeTests
{
    private const string Key = "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==";
    private const string Version = "Sec-WebSocket-Version: 13";
    private const string Upgrade = "Upgrade: websocket";
    private const string Connection = "Connection: Upgrade";

    [Fact]
    public async Task The_classic_handshake_is_answered_with_the_accept_value_and_the_first_protocol()
    {
        await using var host = await StartAsync(options => options.AllowedOrigins.Add("http://example.com"));

        var response = await AskAsync(
            host, "/chat", "GET", "HTTP/1.1", Upgrade, Connection, Key, "Sec-WebSocket-Protocol: chat, superchat", Version, "Origin: http://example.com");

        Assert.Equal(101, response.Status);
        Assert.Equal("HSmrc0sMlYUkAGmm5OPpG2HaGWk=", response.Header("Sec-WebSocket-Accept"));
        Assert.Equal("chat", response.Header("Sec-WebSocket-Protocol"));
    }

    [Theory]
    [InlineData("superchat, chat", "superchat")]
    [InlineData("other, superchat", "superchat")]
    [InlineData("other", null)]
    [InlineData("Chat", null)]
    public async Task Of_the_protocols_that_a_client_names_its_first_that_is_spoken_here_is_chosen(string offered, string? chosen)
    {
        await using var host = await StartAsync();

        var response = await AskAsync(host, "/chat", "GET", "HTTP/1.1", Upgrade, Connection, Key, Version, "Sec-WebSocket-Protocol: " + offered);

        Assert.Equal(101, response.Status);
        Assert.Equal(chosen, response.Header("Sec-WebSocket-Protocol"));
    }

    [Theory]
    [InlineData("GET", "HTTP/1.1", 426, "Upgrade: websocket", Connection, Key, Version)]
    [InlineData("GET", "HTTP/1.1", 426, "Connection: Upgrade", Upgrade, Key, Version)]
    [InlineData("GET", "HTTP/1.1", 426, "Sec-WebSocket-Version: 13", Upgrade, Connection, Key)]
    [InlineData("GET", "HTTP/1.1", 426, "Sec-WebSocket-Version: 13", Upgrade, Connection, Key, "Sec-WebSocket-Version: 8")]
    [InlineData("GET", "HTTP/1.1", 400, "Sec-WebSocket-Key", Upgrade, Connection, Version)]
    [InlineData("GET", "HTTP/1.1", 400, "Sec-WebSocket-Key", Upgrade, Connection, Version, "Sec-WebSocket-Key: short")]
    [InlineData("GET", "HTTP/1.1", 400, "Sec-WebSocket-Key", Upgrade, Connection, Version, "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==")]
    [InlineData("GET", "HTTP/1.1", 400, "more than once", Upgrade, Connection, Version, Key, Key)]
    [InlineData("POST", "HTTP/1.1", 426, "the method GET", Upgrade, Connection, Key, Version)]
    [InlineData("PUT", "HTTP/1.1", 426, "the method GET", Upgrade, Connection, Key, Version)]
    [InlineData("GET", "HTTP/1.0", 426, "HTTP/1.1", Upgrade, Connection, Key, Version)]
    [InlineData("GET", "HTTP/1.1", 426, "Upgrade: websocket")]
    [InlineData("POST", "HTTP/1.1", 426, "the method GET", "Content-Type: application/json", "Bridge-Protocol: bridge.v1", "Content-Length: 0")]
    public async Task What_is_no_handshake_is_told_at_once_what_it_lacks(string method, string protocol, int status, string missing, params string[] headers)
    {
        await using var host = await StartAsync();
        foreach (var path in new[] { "/chat", "/bridge/ws", "/live/news" })
        {
            var response = await AskAsync(host, path, method, protocol, headers);

            Assert.Equal(status, response.Status);
            Assert.Contains(missing, response.Body);
            Assert.Contains(status == 426 ? "\"error\":\"upgrade_required\"" : "\"error\":\"handshake\"", response.Body);
            Assert.Equal(status == 426 ? "13" : null, response.Header("Sec-WebSocket-Version"));
            Assert.Equal("no-store, no-transform", response.Header("Cache-Control"));
        }
    }

    [Theory]
    [InlineData("/live/undeclared", 403, "channel_forbidden")]
    [InlineData("/live/no%20name", 400, "channel_name")]
    [InlineData("/live/~news", 400, "channel_name")]
    [InlineData("/live/news%252e", 400, "channel_name")]
    [InlineData("/live/news?after=yesterday", 400, "position")]
    [InlineData("/chat?after=", 400, "position")]
    public async Task A_plain_socket_that_asks_for_what_is_not_there_is_refused_before_it_is_accepted(string path, int status, string error)
    {
        await using var host = await StartAsync();

        var response = await AskAsync(host, path, "GET", "HTTP/1.1", Upgrade, Connection, Key, Version);

        Assert.Equal(status, response.Status);
        Assert.Contains($"\"error\":\"{error}\"", response.Body);
    }

    internal static Task<TestHost> StartAsync(Action<BridgeOptions>? configure = null) => TestHost.StartAsync(
        options =>
        {
            options.Channels.Add("chat", channel => channel.AcceptSubmissions());
            TestHost.AddChannels(options);
            configure?.Invoke(options);
        },
        app =>
        {
            app.MapBridge();
            app.MapBridgeChannel("/chat", "chat", options => options.Subprotocols = ["chat", "superchat"]);
            app.MapBridgeChannels("/live/{channel}");
        });

    private static async Task<RawResponse> AskAsync(TestHost host, string path, string method, string protocol, params string[] headers)
    {
        await using var connection = await RawConnection.OpenAsync(host.Address);
        await connection.SayAsync($"{method} {path} {protocol}\nHost: {host.Address.Authority}\n{string.Concat(headers.Select(header => header + "\n"))}\n");
        return await connection.ReadResponseAsync();
    }
}
