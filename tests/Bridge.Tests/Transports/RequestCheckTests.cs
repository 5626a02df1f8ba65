using System.Net;
using System.Text;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports;

/// <summary>What is wrong with a request before anything is read of it.</summary>
public sealed class RequestCheckTests
{
    private static readonly string[] Paths = ["/bridge/ws", "/live", "/bridge/poll", "/bridge/send", "/bridge/channels/news/messages"];

    [Theory]
    [InlineData("token")]
    [InlineData("session")]
    [InlineData("access_token")]
    [InlineData("SID")]
    [InlineData("id_token")]
    [InlineData("%74oken")]
    public async Task A_secret_in_the_url_is_refused_at_every_address(string name)
    {
        await using var host = await TestHost.StartAsync(options => options.Publishing.AllowAnyone = true, app =>
        {
            app.MapBridge();
            app.MapBridgeChannel("/live", "news");
        });
        foreach (var path in Paths)
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                using var request = new HttpRequestMessage(method, $"{path}?after=now&{name}=geheim-canary");
                using var response = await host.Http.SendAsync(request, Patience.Token);
                Assert.Equal((400, "token_in_url"), await response.FaultAsync());
                Assert.DoesNotContain("geheim", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }

        await using var connection = await RawConnection.OpenAsync(host.Address);
        await connection.SayAsync(
            $"GET /bridge/ws?{name}=x HTTP/1.1\nHost: x\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\n\n");
        Assert.Equal(400, (await connection.ReadResponseAsync()).Status);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("application/json-seq", 415)]
    [InlineData(null, 415)]
    [InlineData("application/json", 200)]
    [InlineData("Application/JSON ; charset=utf-8", 200)]
    public async Task A_body_must_be_declared_as_json(string? contentType, int status)
    {
        await using var host = await TestHost.StartAsync();
        foreach (var path in new[] { "/bridge/poll", "/bridge/send" })
        {
            var (found, error) = await PostAsync(host, path, contentType, "bridge.v1");
            Assert.Equal((status, status == 415 ? "content_type" : null), (found, error));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bridge.v2")]
    [InlineData("")]
    public async Task A_request_without_the_protocol_header_is_refused_as_a_form_of_another_site_would_be(string? protocol)
    {
        await using var host = await TestHost.StartAsync();
        foreach (var path in new[] { "/bridge/poll", "/bridge/send" })
        {
            Assert.Equal((403, "protocol_header"), await PostAsync(host, path, "application/json", protocol));
        }
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/bridge/poll") { Content = new StringContent("[]", Encoding.UTF8, "application/json") };
        request.Headers.Add("Bridge-Protocol", "bridge.v1");
        request.Content.Headers.ContentEncoding.Add("gzip");

        using var response = await host.Http.SendAsync(request, Patience.Token);

        Assert.Equal((415, "content_type"), await response.FaultAsync());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("TRACE")]
    public async Task Polls_and_sends_are_posted(string method)
    {
        await using var host = await TestHost.StartAsync();
        foreach (var path in new[] { "/bridge/poll", "/bridge/send" })
        {
            using var response = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Patience.Token);
            Assert.Equal((405, "method"), await response.FaultAsync());
            Assert.Contains("POST", response.Content.Headers.Allow);
        }
    }

    [Theory]
    [InlineData("?callback=alert")]
    [InlineData("?jsonp=alert")]
    public async Task A_jsonp_callback_is_not_called(string query)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Http.GetAsync($"/bridge/channels/news/messages{query}&wait=0s", Patience.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("{", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", string.Join(",", response.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("\uFEFF[]")]
    [InlineData("[{\"type\":\"open\"}] x")]
    [InlineData("[{\"type\":\"open\",/* */\"page\":\"x\"}]")]
    [InlineData("[{\"type\":\"poll\",\"wait\":NaN}]")]
    [InlineData("[{\"type\":\"probe\",\"pad\":\"\\ud800\"}]")]
    public async Task A_body_that_is_no_json_is_bad_message_and_no_event_of_ours(string body)
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal((400, "bad_message"), await new NativePolls(host).FaultAsync("/bridge/poll", body));
        Assert.Empty(host.Logs.Errors.Concat(host.Logs.Warnings));
    }

    [Fact]
    public async Task Deep_json_is_bad_message_and_a_million_unknown_members_are_ignored()
    {
        await using var host = await TestHost.StartAsync(options => options.LongPolling.MaxBodyBytes = 20 << 20);
        var polls = new NativePolls(host);

        Assert.Equal((400, "bad_message"), await polls.FaultAsync("/bridge/poll", new string('[', 10_000)));
        var members = string.Concat(Enumerable.Range(0, 1_000_000).Select(n => $",\"k{n}\":0"));
        Assert.Equal("pong", (await polls.PollAsync($"{{\"type\":\"ping\"{members}}}")).Types());
    }

    private static async Task<(int Status, string? Error)> PostAsync(TestHost host, string path, string? contentType, string? protocol)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent("[]"u8.ToArray()) };
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (protocol is not null)
        {
            request.Headers.TryAddWithoutValidation("Bridge-Protocol", protocol);
        }

        using var response = await host.Http.SendAsync(request, Patience.Token);
        return await response.FaultAsync();
    }
}
