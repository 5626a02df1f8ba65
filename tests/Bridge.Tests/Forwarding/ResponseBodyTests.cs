using System.Net;
using System.Text;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>Bodies, and responses that have none.</summary>
public sealed class ResponseBodyTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 1234\n\n", "1234")]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", null)]
    public async Task A_head_says_what_a_get_would_and_no_more(string response, string? length)
    {
        var (answer, _) = await AskAsync("HEAD", response);

        Assert.Equal((200, length), (answer.Status, answer.Header("Content-Length")));
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\n\n", 204, null)]
    [InlineData("HTTP/1.1 204 No Content\nContent-Length: 0\n\n", 204, null)]
    [InlineData("HTTP/1.1 304 Not Modified\nETag: \"x\"\nContent-Length: 1234\n\n", 304, "1234")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n", 200, "0")]
    public async Task A_response_without_a_body_leaves_the_connection_fit_for_the_next(string response, int status, string? length)
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        var ask = $"GET / HTTP/1.1\nHost: {site.Address.Authority}\n\n";
        await client.SayAsync(ask);
        var (connection, _) = await backend.AnswerAsync(response);
        await using var keeping = connection;

        var head = RawResponse.Parse(await client.ReadHeadAsync());
        await client.SayAsync(ask);
        await connection.ReadHeadAsync();
        await connection.SayAsync("HTTP/1.1 200 OK\nContent-Length: 4\n\nnext");

        Assert.Equal((status, length), (head.Status, head.Header("Content-Length")));
        Assert.Equal("next", (await client.ReadResponseAsync()).Body);
    }

    [Fact]
    public async Task A_body_that_ends_with_its_connection_ends_well()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        var asking = site.Http.GetStringAsync("/", Patience.Token);
        var (connection, _) = await backend.AnswerAsync("HTTP/1.0 200 OK\n\nold but whole");
        await connection.DisposeAsync();

        Assert.Equal("old but whole", await asking);
    }

    [Fact]
    public async Task Ranges_and_packed_bodies_pass_untouched()
    {
        await using var site = await Site.StartAsync(async context =>
        {
            if (context.Request.Headers.Range == "bytes=2-3")
            {
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
                context.Response.Headers.ContentRange = "bytes 2-3/10";
                await context.Response.WriteAsync("cd");
            }
            else if (context.Request.Headers.Range.Count > 0)
            {
                context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                context.Response.Headers.ContentRange = "bytes */10";
            }
            else
            {
                context.Response.Headers.ContentEncoding = context.Request.Headers.AcceptEncoding;
                await context.Response.Body.WriteAsync(new byte[] { 0x1f, 0x8b, 0xff, 0x00 });
            }
        });

        using var part = await GetAsync(site, "Range", "bytes=2-3");
        using var beyond = await GetAsync(site, "Range", "bytes=20-");
        using var packed = await GetAsync(site, "Accept-Encoding", "gzip");

        Assert.Equal((HttpStatusCode.PartialContent, "bytes 2-3/10"), (part.StatusCode, part.Content.Headers.ContentRange!.ToString()));
        Assert.Equal("cd", await part.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, "bytes */10"), (beyond.StatusCode, beyond.Content.Headers.ContentRange!.ToString()));
        Assert.Equal("gzip", packed.Content.Headers.ContentEncoding.Single());
        Assert.Equal([0x1f, 0x8b, 0xff, 0x00], await packed.Content.ReadAsByteArrayAsync(Patience.Token));
    }

    [Fact]
    public async Task Trailers_reach_a_client_of_http_2()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        using var request = site.Over2("/");
        request.Headers.TE.ParseAdd("trailers");
        var asking = site.Http.SendAsync(request, Patience.Token);
        var (connection, head) = await backend.AnswerAsync(Trailed);
        await using var keeping = connection;
        using var response = await asking;

        Assert.Equal("body", await response.Content.ReadAsStringAsync(Patience.Token));
        Assert.Equal("right", response.TrailingHeaders.GetValues("X-Sum").Single());
        Assert.False(response.TrailingHeaders.Contains("Content-Length"));
        Assert.Contains("TE: trailers", head);
        Assert.Contains("Connection: TE", head);
    }

    [Fact]
    public async Task Trailers_are_not_announced_to_a_client_of_http_1_that_would_not_get_them()
    {
        var (response, head) = await AskAsync("GET", Trailed);

        Assert.Equal("body", response.Body);
        Assert.Null(response.Header("Trailer"));
        Assert.DoesNotContain(head, line => line.StartsWith("TE:", StringComparison.Ordinal));
    }

    private const string Trailed = "HTTP/1.1 200 OK\nTrailer: X-Sum\nTransfer-Encoding: chunked\n\n4\nbody\n0\nX-Sum: right\nContent-Length: 7\n\n";

    private static async Task<HttpResponseMessage> GetAsync(Site site, string name, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation(name, value);
        return await site.Http.SendAsync(request, Patience.Token);
    }

    private static async Task<(RawResponse Response, List<string> Head)> AskAsync(string method, string response)
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"{method} / HTTP/1.1\nHost: {site.Address.Authority}\nTE: trailers\nConnection: TE\n\n");
        var (connection, head) = await backend.AnswerAsync(response);
        await using var keeping = connection;
        return (method == "HEAD" ? RawResponse.Parse(await client.ReadHeadAsync()) : await client.ReadResponseAsync(), head);
    }
}
