using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Forwarding;

/// <summary>Who goes away takes the other side along, and a part never looks like the whole.</summary>
public sealed class CutTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_goes_ends_the_backends_work(bool begun)
    {
        var (reached, ended) = (new Gate(), new Gate());
        await using var site = await Site.StartAsync(async context =>
        {
            context.RequestAborted.Register(ended.Open);
            if (begun)
            {
                await context.Response.WriteAsync("begun");
            }

            reached.Open();
            await ended.PassAsync();
        });
        var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"GET / HTTP/1.1\nHost: {site.Address.Authority}\n\n");
        await reached.PassAsync();

        await client.DisposeAsync();

        await ended.PassAsync();
    }

    [Fact]
    public async Task A_client_that_goes_while_it_sends_leaves_the_backend_with_a_body_that_is_not_whole()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"POST / HTTP/1.1\nHost: {site.Address.Authority}\nTransfer-Encoding: chunked\n\n4\nhalf\n");
        await using var connection = await backend.AcceptAsync();
        await connection.ReadHeadAsync();
        Assert.Equal("4\r\nhalf\r\n"u8.ToArray(), await connection.ReadAsync(9));

        await client.DisposeAsync();

        Assert.Equal("", (await connection.ReadToEndAsync()).Text); // no last chunk
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 100\n\nbegun", false)]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 100\n\nbegun", true)]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nbegun\n", false)]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nbegun\n", true)]
    [InlineData("HTTP/1.1 200 OK\n\nbegun", true)]
    public async Task A_body_that_the_backend_breaks_off_is_broken_off_to_the_client(string response, bool reset)
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"GET / HTTP/1.1\nHost: {site.Address.Authority}\n\n");
        var (connection, _) = await backend.AnswerAsync(response);
        await using var keeping = connection;
        await client.ReadHeadAsync();
        var body = await client.ReadAsync(response.Contains("Length") ? 5 : 8); // 5, CR, LF, begun

        if (reset)
        {
            connection.Reset();
        }
        else
        {
            await connection.DisposeAsync();
        }

        var (rest, _) = await client.ReadToEndAsync();
        Assert.EndsWith("begun", System.Text.Encoding.ASCII.GetString(body));
        Assert.DoesNotContain("0\r\n\r\n", rest);
        Assert.Contains(site.Logs.Warnings, line => line.Contains("broke off"));
    }

    [Fact]
    public async Task So_is_one_that_goes_on_with_nonsense()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"GET / HTTP/1.1\nHost: {site.Address.Authority}\n\n");
        var (connection, _) = await backend.AnswerAsync("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nbegun\n");
        await using var keeping = connection;
        await client.ReadHeadAsync();
        await client.ReadAsync(10);

        await connection.SayAsync("nonsense\n");

        Assert.Equal("", (await client.ReadToEndAsync()).Text);
    }

    [Fact]
    public async Task Over_http_2_a_broken_body_resets_its_stream()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        using var request = site.Over2("/");
        var asking = site.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        var (connection, _) = await backend.AnswerAsync("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nbegun\n");
        using var response = await asking;
        await connection.DisposeAsync();

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync(Patience.Token));
        Assert.Contains("INTERNAL_ERROR", fault.ToString());
    }

    [Fact]
    public async Task Over_http_2_too_a_client_that_goes_ends_the_backends_work()
    {
        var (reached, ended) = (new Gate(), new Gate());
        await using var site = await Site.StartAsync(async context =>
        {
            context.RequestAborted.Register(ended.Open);
            reached.Open();
            await ended.PassAsync();
        });
        using var leave = new CancellationTokenSource();
        using var request = site.Over2("/");
        var asking = site.Http.SendAsync(request, leave.Token);
        await reached.PassAsync();

        await leave.CancelAsync();

        await ended.PassAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }
}
