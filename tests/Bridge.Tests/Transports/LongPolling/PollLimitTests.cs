using System.Text;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.LongPolling;

/// <summary>Bodies that are too large, at every address that takes one.</summary>
public sealed class PollLimitTests
{
    private const int Limit = 4 << 10;

    private static readonly (string Path, string Error)[] Addresses =
        [("/bridge/poll", "too_large"), ("/bridge/send", "too_large"), ("/bridge/channels/news/messages", "payload_too_large")];

    [Fact]
    public async Task A_body_announced_as_too_large_is_refused_before_it_is_sent()
    {
        await using var host = await StartAsync();
        foreach (var (path, error) in Addresses)
        {
            await using var connection = await RawConnection.OpenAsync(host.Address);
            await connection.SayAsync(Head(path, $"Content-Length: {Limit + 1}"));

            var response = await connection.ReadResponseAsync(); // not a byte of the body was sent

            Assert.Equal(413, response.Status);
            Assert.Contains($"\"error\":\"{error}\"", response.Body);
            Assert.Equal("close", response.Header("Connection")); // Kestrel waits 5 s for the rest before it does so
        }
    }

    [Fact]
    public async Task A_chunked_body_is_refused_when_it_crosses_the_limit()
    {
        await using var host = await StartAsync();
        foreach (var (path, error) in Addresses)
        {
            await using var connection = await RawConnection.OpenAsync(host.Address);
            await connection.SayAsync(Head(path, "Transfer-Encoding: chunked"));
            await connection.SayAsync($"{Limit + 1:x}\n{new string(' ', Limit + 1)}\n"); // and no end

            var response = await connection.ReadResponseAsync();

            Assert.Equal(413, response.Status);
            Assert.Contains($"\"error\":\"{error}\"", response.Body);
            Assert.Equal("close", response.Header("Connection"));
        }
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_taken_announced_or_chunked()
    {
        await using var host = await StartAsync();
        var body = "{\"type\":\"ping\"}".PadRight(Limit);
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/bridge/poll") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Bridge-Protocol", "bridge.v1");
            request.Headers.TransferEncodingChunked = chunked;

            using var response = await host.Http.SendAsync(request, Patience.Token);

            Assert.Equal("[{\"type\":\"pong\"}]", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_body_shorter_than_announced_is_no_error_of_ours()
    {
        await using var host = await StartAsync();
        await using (var connection = await RawConnection.OpenAsync(host.Address))
        {
            await connection.SayAsync(Head("/bridge/poll", "Content-Length: 100") + "[");
        }

        await host.Requests.EndedAsync("/bridge/poll");
        Assert.Equal("pong", (await new NativePolls(host).PollAsync("{\"type\":\"ping\"}")).Types());
        Assert.Empty(host.Logs.Errors);
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(options =>
    {
        options.LongPolling.MaxBodyBytes = Limit;
        options.Publishing.MaxBatchBytes = Limit;
        options.Publishing.AllowAnyone = true;
    });

    private static string Head(string path, string length) =>
        $"POST {path} HTTP/1.1\nHost: localhost\nContent-Type: application/json\nBridge-Protocol: bridge.v1\n{length}\n\n";
}
