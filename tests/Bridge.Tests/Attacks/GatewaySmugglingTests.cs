using System.Text;
using Bridge.TestKit.Hosting;
using Bridge.Tests.Forwarding;
using Bridge.Tests.Operating;

namespace Bridge.Tests.Attacks;

/// <summary>S38 at the gateway, a real process in front of a backend of bytes: what could be cut differently behind it doesn't get there.</summary>
public sealed class GatewaySmugglingTests
{
    private const string Chunks = "5\r\nhello\r\n0\r\n\r\n";
    private const string Hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

    private static readonly (string What, int Status, string Head, string Body)[] Cases =
    [
        ("a length and chunks", 400, "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", Chunks),
        ("chunks and a length", 400, "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", Chunks),
        ("chunks and a length of 0", 400, "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n", Chunks),
        ("two lengths", 400, "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "hello"),
        ("a list of lengths", 400, "Content-Length: 5, 6\r\n\r\n", "hello"),
        ("another coding", 400, "Transfer-Encoding: xchunked\r\n\r\n", Chunks),
        ("a coding before chunks", 501, "Transfer-Encoding: gzip, chunked\r\n\r\n", Chunks),
        ("chunks twice", 501, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", Chunks),
        ("a space before the colon", 400, "Transfer-Encoding : chunked\r\n\r\n", Chunks),
        ("a folded line", 400, "X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n", Chunks),
        ("a NUL", 400, "X-A: b\0\r\n\r\n", ""),
        ("a bare CR", 400, "X-A: b\rTransfer-Encoding: chunked\r\n\r\n", Chunks),
        ("a header's line that ends with a bare LF", 400, "X-A: b\nX-B: c\r\n\r\n", ""),
        ("a head that ends with a bare LF", 400, "X-A: b\r\n\n", ""),
        ("a length's line that ends with a bare LF", 400, "Content-Length: 5\nX-B: c\r\n\r\n", "hello"),
        ("no CR anywhere", 400, "Content-Length: 5\n\n", "hello"),
    ];

    [Fact]
    public async Task What_two_servers_could_cut_differently_does_not_reach_the_backend()
    {
        using var backend = new RawBackend();
        await using var gateway = await StartAsync(backend);
        foreach (var (what, status, head, body) in Cases)
        {
            foreach (var path in (string[])["/form", "/bridge/send"])
            {
                await using var connection = await RawConnection.OpenAsync(gateway.Address);
                await connection.SendAsync(Encoding.Latin1.GetBytes($"POST {path} HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nContent-Type: application/json\r\nBridge-Protocol: bridge.v1\r\n{head}{body}{Hidden}"));

                var response = await connection.ReadResponseAsync();

                var expected = path == "/form" ? status : 400;
                Assert.True(response.Status == expected, $"{what} at {path}: {response.Status} {response.Body}");
                Assert.True(response.Header("Connection") == "close", what);
                Assert.Equal("", (await connection.ReadToEndAsync()).Text);
                Assert.False(backend.HasCaller, what);
            }
        }

        await ExpectServingAsync(gateway, backend);
    }

    [Theory]
    [InlineData("5;a\nhello\r\n0\r\n\r\n")]
    [InlineData("5\nhello\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello\n0\r\n\r\n")]
    [InlineData("zz\r\nhello\r\n0\r\n\r\n")]
    [InlineData("10000000000000005\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    public async Task A_body_whose_chunks_could_be_read_differently_is_never_ended_at_the_backend(string chunks)
    {
        using var backend = new RawBackend();
        await using var gateway = await StartAsync(backend);
        await using var connection = await RawConnection.OpenAsync(gateway.Address);
        await connection.SendAsync(Encoding.Latin1.GetBytes($"POST /form HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}{Hidden}"));

        var response = await connection.ReadResponseAsync();

        Assert.Equal(400, response.Status);
        Assert.Contains("\"error\":\"request_body\"", response.Body);
        Assert.DoesNotContain("hidden", (await connection.ReadToEndAsync()).Text);
        if (backend.HasCaller)
        {
            await using var reached = await backend.AcceptAsync();
            var (text, _) = await reached.ReadToEndAsync();
            Assert.DoesNotContain("0\r\n\r\n", text);
            Assert.DoesNotContain("hidden", text);
        }

        await ExpectServingAsync(gateway, backend);
    }

    private static Task<RunningGateway> StartAsync(RawBackend backend) => RunningGateway.StartAsync([], $"Gateway:Backend={backend.Address}", "Gateway:Channels:0=news submit");

    private static async Task ExpectServingAsync(RunningGateway gateway, RawBackend backend)
    {
        var asking = gateway.Http.GetAsync(new Uri(gateway.Address, "/plain"), Patience.Token);
        var (reached, head) = await backend.AnswerAsync("HTTP/1.1 204 No Content\n\n");
        using var answer = await asking;
        Assert.Equal((204, "GET /plain HTTP/1.1"), ((int)answer.StatusCode, head[0]));
        await reached.DisposeAsync();
    }
}
