using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>A request that may have reached the backend is not sent again.</summary>
public sealed class OnceTests
{
    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "Content-Length: 0\n")]
    [InlineData("POST", "")]
    public async Task A_connection_that_ends_without_an_answer_is_the_answer(string method, string headers)
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        var ask = $"{method} / HTTP/1.1\nHost: {site.Address.Authority}\n{headers}\n";

        // The first answer is whole, so that the second request meets a connection that was used before: what HttpClient would repeat.
        await client.SayAsync(ask);
        var (connection, _) = await backend.AnswerAsync("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        await client.SayAsync(ask);
        await connection.ReadHeadAsync();
        await connection.DisposeAsync();
        var response = await client.ReadResponseAsync();

        Assert.Equal(502, response.Status);
        Assert.Contains("backend_cut", response.Body);
        Assert.Contains(method == "GET" ? "\"resume\"" : "\"stop\"", response.Body);
        Assert.False(backend.HasCaller);
    }

    [Fact]
    public async Task A_refusal_in_the_middle_of_a_body_reaches_the_client()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        var gone = new Gate();
        var asking = site.Http.PostAsync(
            "/",
            new PacedContent(async stream =>
            {
                await stream.WriteAsync(new byte[1000]);
                await stream.FlushAsync();
                await gone.PassAsync();
                for (var i = 0; i < 100; i++)
                {
                    await stream.WriteAsync(new byte[100_000]);
                }
            }),
            Patience.Token);
        var (connection, _) = await backend.AnswerAsync("HTTP/1.1 413 Too Large\nContent-Length: 2\nConnection: close\n\nno");
        await connection.DisposeAsync();
        gone.Open();

        using var response = await asking;
        Assert.Equal((413, "no"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Patience.Token)));
        Assert.False(backend.HasCaller);
    }

    [Fact]
    public async Task Every_request_is_asked_anew_and_what_one_answer_set_is_in_no_other_request()
    {
        var asked = 0;
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.Headers.CacheControl = "public, max-age=3600";
            context.Response.Headers.SetCookie = "user=alice; Path=/";
            return context.Response.WriteAsync($"{Interlocked.Increment(ref asked)}{context.Request.Headers.Cookie}");
        });

        Assert.Equal("1", await site.Http.GetStringAsync("/same", Patience.Token));
        Assert.Equal("2", await site.Http.GetStringAsync("/same", Patience.Token));
    }

    [Fact]
    public async Task Connections_are_kept_and_one_that_the_backend_closed_meanwhile_is_not_used()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        var first = site.Http.GetAsync("/", Patience.Token);
        var (connection, _) = await backend.AnswerAsync("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        (await first).Dispose();
        var second = site.Http.GetAsync("/", Patience.Token);
        await connection.ReadHeadAsync(); // on the same connection
        await connection.SayAsync("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
        (await second).Dispose();
        connection.CloseSend();
        Assert.Equal("", (await connection.ReadToEndAsync()).Text); // the bridge has seen it

        var third = site.Http.GetAsync("/", Patience.Token);
        var (other, _) = await backend.AnswerAsync("HTTP/1.1 200 OK\nContent-Length: 5\n\nthird");
        await using var keeping = other;
        using var response = await third;

        Assert.Equal("third", await response.Content.ReadAsStringAsync(Patience.Token));
    }
}
