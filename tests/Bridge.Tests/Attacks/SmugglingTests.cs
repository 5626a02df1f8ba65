using System.Text;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S38: requests that two servers in a row could cut differently, each with a second one hidden behind it that would publish. The answer is 400, the connection ends, and nothing hidden is heard.</summary>
public sealed class SmugglingTests
{
    private const string Hidden = "POST /bridge/channels/news/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n1";

    /// <summary>The headers that frame the body, and the body. <c>\n</c> is written as it stands: where a line should end, <c>\r\n</c> is written.</summary>
    public static TheoryData<string, string, string> Cases() => new()
    {
        { "a length and chunks", "Content-Length: 4\r\nTransfer-Encoding: chunked", "f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 4", "f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "two lengths", "Content-Length: 15\r\nContent-Length: 16", "{\"type\":\"ping\"}" },
        { "two equal lengths", "Content-Length: 15\r\nContent-Length: 15", "{\"type\":\"ping\"}" },
        { "a list of lengths", "Content-Length: 15, 15", "{\"type\":\"ping\"}" },
        { "a length below 0", "Content-Length: -1", "{\"type\":\"ping\"}" },
        { "a length in hexadecimal", "Content-Length: 0xf", "{\"type\":\"ping\"}" },
        { "a length beyond 64 bits", "Content-Length: 18446744073709551631", "{\"type\":\"ping\"}" },
        { "another coding", "Transfer-Encoding: xchunked", "f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "chunks twice", "Transfer-Encoding: chunked, chunked", "f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "chunks in two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "chunks and nothing", "Transfer-Encoding: chunked, identity", "f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "nothing and chunks", "Transfer-Encoding: identity, chunked", "f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "a space before the colon", "Content-Length : 15", "{\"type\":\"ping\"}" },
        { "a folded line", "Transfer-Encoding:\r\n chunked", "f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "a NUL in a value", "Content-Length: 15\r\nX-A: a\0b", "{\"type\":\"ping\"}" },
        { "a NUL in a name", "Content-Length: 15\r\nX-\0A: b", "{\"type\":\"ping\"}" },
        { "a bare CR", "Content-Length: 15\r\nX-A: a\rb", "{\"type\":\"ping\"}" },
        { "a chunk size that is none", "Transfer-Encoding: chunked", "zz\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "a chunk size below 0", "Transfer-Encoding: chunked", "-f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "a chunk size beyond 64 bits", "Transfer-Encoding: chunked", "1000000000000000f\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "a chunk size with 0x", "Transfer-Encoding: chunked", "0xf\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "a chunk longer than it says", "Transfer-Encoding: chunked", "e\r\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "a chunk extension with a bare LF", "Transfer-Encoding: chunked", "f;a\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "a chunk size with a bare LF", "Transfer-Encoding: chunked", "f\n{\"type\":\"ping\"}\r\n0\r\n\r\n" },
        { "a chunk that ends with a bare LF", "Transfer-Encoding: chunked", "f\r\n{\"type\":\"ping\"}\n0\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_two_servers_could_cut_differently_is_refused_and_nothing_behind_it_is_heard(string what, string framing, string body)
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Publishing.AllowAnyone = true);
        foreach (var path in (string[])["/bridge/send", "/bridge/poll", "/bridge/channels/news/messages"])
        {
            await using var connection = await RawConnection.OpenAsync(attacked.Host.Address);
            await connection.SendAsync(Encoding.Latin1.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: {attacked.Host.Address.Authority}\r\nContent-Type: application/json\r\nBridge-Protocol: bridge.v1\r\n{framing}\r\n\r\n{body}{Hidden}"));

            var response = attacked.Told(await connection.ReadResponseAsync());

            Assert.True(response.Status == 400, $"{what} at {path}: {response.Status} {response.Body}");
            Assert.True(response.Header("Connection") == "close", $"{what} at {path}: {response.Header("Connection")}");
            Assert.Equal("", (await connection.ReadToEndAsync()).Text); // and no second answer
        }

        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Who_also_writes_the_header_that_a_length_is_set_aside_in_gets_no_answer_at_all()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Publishing.AllowAnyone = true);
        await using var connection = await RawConnection.OpenAsync(attacked.Host.Address);
        await connection.SendAsync(Encoding.Latin1.GetBytes(
            $"POST /bridge/send HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nX-Content-Length: 4\r\n\r\nf\r\n{{\"type\":\"ping\"}}\r\n0\r\n\r\n{Hidden}"));

        Assert.Equal("", (await connection.ReadToEndAsync()).Text);
        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task What_stands_behind_the_chunks_is_no_header()
    {
        await using var attacked = await AttackedHost.StartAsync();

        var response = await attacked.SayAsync(
            "POST /bridge/send HTTP/1.1\nHost: x\nContent-Type: application/json\nBridge-Protocol: bridge.v1\nTransfer-Encoding: chunked\nTrailer: X-User, Bridge-Session\n\n"
            + $"10\n{{\"type\":\"close\"}}\n0\nX-User: alice\nBridge-Session: {attacked.Token}\n\n");

        Assert.Equal(400, response.Status); // nobody's session
        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task A_handshake_that_is_refused_opens_no_tunnel_for_what_stands_behind_it()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Publishing.AllowAnyone = true);
        foreach (var headers in (string[])["Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Version: 13\r\nContent-Length: 5\r\n", "Sec-WebSocket-Version: 13\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n"])
        {
            await using var connection = await RawConnection.OpenAsync(attacked.Host.Address);
            var frame = RawSocket.Frame(RawSocket.Text, """{"type":"submit","channel":"news","data":1}"""u8);
            await connection.SendAsync((byte[])
            [
                .. Encoding.Latin1.GetBytes($"GET /live/news HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n{headers}\r\n"), .. frame, .. frame,
            ]);

            Assert.InRange((await connection.ReadResponseAsync()).Status, 400, 426);
            connection.CloseSend();
            Assert.True(await connection.IsClosedByServerAsync());
        }

        await attacked.ExpectUnharmedAsync();
    }
}
