using System.Net.WebSockets;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>WebSockets and other upgrades over HTTP/1.1.</summary>
public sealed class UpgradeTests
{
    private const string Handshake = "Connection: keep-alive, Upgrade\nUpgrade: websocket\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n"
        + "Sec-WebSocket-Protocol: chat, superchat\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\nOrigin: https://app.example\n";

    private const string Accepted = "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n"
        + "Sec-WebSocket-Protocol: superchat\nSec-WebSocket-Extensions: permessage-deflate\n";

    [Fact]
    public async Task The_handshake_passes_unchanged_and_then_every_byte_both_ways()
    {
        await using var pair = await OpenAsync(Handshake, Accepted);

        Assert.Contains("Connection: Upgrade", pair.Asked);
        foreach (var line in Handshake.Split('\n')[1..7])
        {
            Assert.Contains(line, pair.Asked);
        }

        foreach (var line in Accepted.Split('\n')[1..6])
        {
            Assert.Contains(line, pair.Answered);
        }

        var bytes = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
        await pair.Client.SendAsync(bytes);
        Assert.Equal(bytes, await pair.Backend.ReadAsync(bytes.Length));
        await pair.Backend.SendAsync(bytes);
        Assert.Equal(bytes, await pair.Client.ReadAsync(bytes.Length));
    }

    [Fact]
    public async Task An_upgrade_keeps_its_method_and_its_connection_is_nobody_elses_when_it_signs_in()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"OPTIONS /ws HTTP/1.1\nHost: {site.Address.Authority}\nAuthorization: NTLM TlRMTVNT\nConnection: Upgrade\nUpgrade: any/1\n\n");
        var (connection, head) = await backend.AnswerAsync("HTTP/1.1 401 Unauthorized\nContent-Length: 0\n\n");
        await using var keeping = connection;

        Assert.Equal(401, (await client.ReadResponseAsync()).Status);
        Assert.Equal("OPTIONS /ws HTTP/1.1", head[0]);
        Assert.Contains("Upgrade: any/1", head);
        Assert.Contains("Connection: Upgrade, close", head);
        Assert.True(await connection.IsClosedByServerAsync());
    }

    [Fact]
    public async Task A_request_with_a_body_is_no_upgrade_but_a_request()
    {
        await using var site = await Site.StartAsync(async context => await context.Response.WriteAsync(await new StreamReader(context.Request.Body).ReadToEndAsync()));
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"POST / HTTP/1.1\nHost: {site.Address.Authority}\nConnection: Upgrade\nUpgrade: any/1\nContent-Length: 4\n\nbody");

        var response = await client.ReadResponseAsync();

        Assert.Equal((200, "body"), (response.Status, response.Body));
    }

    [Fact]
    public async Task What_the_backend_says_with_its_101_arrives()
    {
        await using var pair = await OpenAsync("Connection: Upgrade\nUpgrade: any/1\n", "HTTP/1.1 101 Switching\nUpgrade: any/1\nConnection: Upgrade\n", "first");

        Assert.Contains("Upgrade: any/1", pair.Asked);
        Assert.Contains("Upgrade: any/1", pair.Answered);
        Assert.Equal("first"u8.ToArray(), await pair.Client.ReadAsync(5));
    }

    [Fact]
    public async Task The_backends_end_is_the_clients_after_its_last_word()
    {
        await using var pair = await OpenAsync(Handshake, Accepted);
        await pair.Backend.SayAsync("last word");
        await pair.Backend.DisposeAsync();

        Assert.Equal(("last word", false), await pair.Client.ReadToEndAsync());
    }

    [Fact]
    public async Task An_end_without_a_reply_is_an_end_and_no_fault()
    {
        await using var pair = await OpenAsync(Handshake, Accepted);
        await pair.Client.SayAsync("goodbye");
        await pair.Backend.ReadAsync(7);
        await pair.Backend.DisposeAsync();

        Assert.Equal(("", false), await pair.Client.ReadToEndAsync());
        Assert.Empty(pair.Site.Logs.Warnings);
    }

    [Fact]
    public async Task The_clients_end_is_the_backends_after_its_last_word()
    {
        await using var pair = await OpenAsync(Handshake, Accepted);
        await pair.Client.SayAsync("last word");
        pair.Client.CloseSend();

        Assert.Equal("last word", (await pair.Backend.ReadToEndAsync()).Text);
    }

    [Fact]
    public async Task The_backends_reset_is_the_clients()
    {
        await using var pair = await OpenAsync(Handshake, Accepted);
        await pair.Client.SayAsync("x");
        await pair.Backend.ReadAsync(1);
        pair.Backend.Reset();

        Assert.True((await pair.Client.ReadToEndAsync()).Reset);
    }

    [Fact]
    public async Task The_clients_reset_ends_the_backends_connection()
    {
        await using var pair = await OpenAsync(Handshake, Accepted);
        pair.Client.Reset();

        Assert.True(await pair.Backend.IsClosedByServerAsync());
    }

    [Fact]
    public async Task A_refused_upgrade_is_answered_as_the_backend_did()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"GET /ws HTTP/1.1\nHost: {site.Address.Authority}\n{Handshake}\n");
        var (connection, _) = await backend.AnswerAsync("HTTP/1.1 403 Forbidden\nX-Why: origin\nContent-Length: 2\n\nno");
        await using var keeping = connection;

        var response = await client.ReadResponseAsync();

        Assert.Equal((403, "origin", "no"), (response.Status, response.Header("X-Why"), response.Body));
    }

    [Theory]
    [InlineData("h2c")]
    [InlineData("websocket, h2c")]
    [InlineData("TLS/1.0, HTTP/1.1")]
    public async Task A_tunnel_for_more_http_is_not_asked_for(string protocol)
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"GET / HTTP/1.1\nHost: {site.Address.Authority}\nConnection: Upgrade, HTTP2-Settings\nUpgrade: {protocol}\nHTTP2-Settings: AAMAAABkAAQAAP__\n\n");
        var (connection, head) = await backend.AnswerAsync("HTTP/1.1 200 OK\nContent-Length: 5\n\nplain");
        await using var keeping = connection;

        Assert.Equal("plain", (await client.ReadResponseAsync()).Body);
        Assert.DoesNotContain(head, line => line.StartsWith("Upgrade", StringComparison.Ordinal) || line.StartsWith("HTTP2", StringComparison.Ordinal) || line.StartsWith("Connection", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_websocket_of_the_framework_talks_closes_and_compresses_through_it()
    {
        await using var site = await Site.StartAsync(WebSocketEcho.Pipeline());
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("chat");
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await socket.ConnectAsync(new Uri($"ws://{site.Address.Authority}/"), Patience.Token);

        Assert.Equal("chat", socket.SubProtocol);
        await WebSocketEcho.TalkAsync(socket);
    }

    private static async Task<Pair> OpenAsync(string handshake, string answer, string said = "")
    {
        var listener = new RawBackend();
        var site = await Site.StartAsync(listener.Address);
        var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"GET /ws HTTP/1.1\nHost: {site.Address.Authority}\n{handshake}\n");
        var (backend, asked) = await listener.AnswerAsync($"{answer}\n{said}");
        return new Pair(site, listener, client, backend, asked, await client.ReadHeadAsync());
    }

    private sealed record Pair(Site Site, RawBackend Listener, RawConnection Client, RawConnection Backend, List<string> Asked, List<string> Answered) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Backend.DisposeAsync();
            Listener.Dispose();
            await Site.DisposeAsync();
        }
    }
}
