using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S1, S2, S26 and S48: handshakes of foreign pages, and handshakes that are none. Nothing of them is a 101, and nothing becomes a poll.</summary>
public sealed class HandshakeAttackTests
{
    private const string Upgrade = "Upgrade: websocket\nConnection: Upgrade\n";
    private const string Key = "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\n";
    private const string Version = "Sec-WebSocket-Version: 13\n";
    private const string Good = Upgrade + Key + Version;
    private const string Host = "Host: HOST\n";

    public static TheoryData<string, int> Foreign() => new()
    {
        { Host + Good + "Origin: http://evil.example\n", 403 },
        { Host + Good + "Origin: null\n", 403 },
        { Host + Good + "Origin: http://HOST.evil.example\n", 403 },
        { Host + Good + "Origin: http://evilHOST\n", 403 },
        { Host + Good + "Origin: http://127.0.0.1:1\n", 403 },
        { Host + Good + "Origin: ftp://HOST\n", 403 },
        { Host + Good + "Origin: http://HOST\nOrigin: http://HOST\n", 403 },
        { Host + Good + "Cookie: auth=1\n", 403 },
        { Host + Good + "Cookie: auth=1\nSec-Fetch-Site: cross-site\n", 403 },
        { Host + Good + "Cookie: auth=1\nSec-Fetch-Site: same-site\n", 403 },
        { Host + Good + "Cookie: auth=1\nOrigin: http://evil.example\nSec-Fetch-Site: same-origin\n", 403 },
    };

    public static TheoryData<string, string, int> Odd() => new()
    {
        { "GET {0} HTTP/1.1", Host + Upgrade + Key + "Sec-WebSocket-Version: 8\n", 426 },
        { "GET {0} HTTP/1.1", Host + Upgrade + Key, 426 },
        { "GET {0} HTTP/1.1", Host + Upgrade + Version, 400 },
        { "GET {0} HTTP/1.1", Host + Upgrade + Version + "Sec-WebSocket-Key: short\n", 400 },
        { "GET {0} HTTP/1.1", Host + Good + Key, 400 },
        { "GET {0} HTTP/1.1", Host + "Upgrade: websocket\n" + Key + Version, 426 },
        { "GET {0} HTTP/1.1", Host + "Connection: Upgrade\n" + Key + Version, 426 },
        { "GET {0} HTTP/1.1", Host + "Connection: Upgrade\nUpgrade: h2c\n" + Key + Version, 426 },
        { "GET {0} HTTP/1.1", Host, 426 },
        { "POST {0} HTTP/1.1", Host + Good, 426 },
        { "GET {0} HTTP/1.0", Host + Good, 426 },
        { "GET {0} HTTP/1.1", Host + Host + Good, 400 },
        { "GET {0} HTTP/1.1", Good, 400 },
        { "GET {0} HTTP/1.1", "Host: a b\n" + Good, 400 },
        { "GET {0} HTTP/1.1", Host + Good + Many(101), 431 },
        { "GET {0} HTTP/1.1", Host + Good + "X-A: " + new string('a', 40 << 10) + "\n", 431 },
        { "GET {0}?" + new string('a', 9 << 10) + " HTTP/1.1", Host + Good, 414 },
        { "GET {0} HTTP/3.7", Host + Good, 505 },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_handshake_of_a_foreign_page_is_403(string headers, int status)
    {
        await using var attacked = await AttackedHost.StartAsync();
        foreach (var path in (string[])["/bridge/ws", "/live/news"])
        {
            var response = await AskAsync(attacked, $"GET {path} HTTP/1.1", headers);

            Assert.Equal(status, response.Status);
            Assert.Contains("\"error\":\"origin\"", response.Body);
            Assert.Equal(("Origin", null), (response.Header("Vary"), response.Header("Access-Control-Allow-Origin")));
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task A_handshake_that_is_none_is_refused_at_once(string line, string headers, int status)
    {
        await using var attacked = await AttackedHost.StartAsync();
        foreach (var path in (string[])["/bridge/ws", "/live/news"])
        {
            Assert.Equal(status, (await AskAsync(attacked, string.Format(line, path), headers)).Status);
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Compression_is_not_agreed_on_and_a_compressed_frame_is_1002()
    {
        await using var attacked = await AttackedHost.StartAsync();
        foreach (var path in (string[])["/bridge/ws", "/live/news"])
        {
            await using var connection = await RawConnection.OpenAsync(attacked.Host.Address);
            await connection.SayAsync($"GET {path} HTTP/1.1\n{Host}{Good}Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-webkit-deflate-frame\n\n".Replace("HOST", attacked.Host.Address.Authority));
            var response = await connection.ReadResponseAsync();
            Assert.Equal((101, null), (response.Status, response.Header("Sec-WebSocket-Extensions")));

            await using var socket = new RawSocket(connection);
            await socket.SendAsync(0x40 | RawSocket.Text, new byte[] { 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00 });
            Assert.Equal(1002, (await socket.NextCloseAsync()).Code);
        }

        await attacked.ExpectUnharmedAsync();
    }

    private static string Many(int headers) => string.Concat(Enumerable.Range(0, headers).Select(n => $"X-{n}: a\n"));

    private static Task<RawResponse> AskAsync(AttackedHost attacked, string line, string headers) => attacked.SayAsync($"{line}\n{headers.Replace("HOST", attacked.Host.Address.Authority)}\n");
}
