using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Forwarding;

/// <summary>What a client is told in the backend's place.</summary>
public sealed class BackendFaultTests
{
    [Fact]
    public async Task A_backend_that_refuses_connections_is_unreachable_and_its_address_is_told_to_nobody_but_the_log()
    {
        var address = Unused();
        await using var site = await Site.StartAsync(address);

        using var response = await site.Http.PostAsync("/secret?token=abc", new StringContent("x"), Patience.Token);
        var text = await response.Content.ReadAsStringAsync(Patience.Token);
        var body = (JsonObject)JsonNode.Parse(text)!;

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(("backend_unreachable", "resume"), (body.Text("error"), body.Text("advice")));
        Assert.Contains("it refuses connections", body.Text("text"));
        Assert.DoesNotContain(address.Port.ToString(), text);
        Assert.Equal("no-store, no-transform", response.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains(site.Logs.Warnings, line => line.Contains(address.Authority) && line.Contains("POST /secret ") && line.Contains("backend_unreachable"));
        Assert.DoesNotContain(site.Logs.Warnings, line => line.Contains("token=abc"));
    }

    [Fact]
    public async Task So_is_one_whose_name_is_not_known() => Assert.Equal((502, "backend_unreachable"), await AskAsync(new Uri("http://no-such-host.invalid:8080")));

    [Fact]
    public async Task So_is_one_that_lets_tls_wait()
    {
        using var backend = new RawBackend(); // says nothing

        Assert.Equal((502, "backend_unreachable"), await AskAsync(new Uri($"https://{backend.Address.Authority}"), options => options.ConnectTimeout = TimeSpan.FromMilliseconds(50)));
    }

    [Theory]
    [InlineData("nonsense\n\n")]
    [InlineData("HTTP/1.1 two hundred\n\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 5\nContent-Length: 6\n\nabcdef")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: many\n\n")]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n0\n\n")]
    [InlineData("HTTP/1.1 200 OK\nTransfer-Encoding: identity\n\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\n\n")]
    public async Task What_is_no_response_is_not_passed_on(string response)
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        var asking = site.Http.GetAsync("/", Patience.Token);
        var (connection, _) = await backend.AnswerAsync(response);
        await connection.DisposeAsync();

        using var answer = await asking;
        Assert.Equal((502, "backend_invalid_response"), await answer.FaultAsync());
    }

    [Fact]
    public async Task A_head_that_breaks_off_is_no_answer()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        var asking = site.Http.GetAsync("/", Patience.Token);
        var (connection, _) = await backend.AnswerAsync("HTTP/1.1 200 OK\nContent-Le");
        await connection.DisposeAsync();

        using var answer = await asking;
        Assert.Equal((502, "backend_cut"), await answer.FaultAsync());
    }

    [Fact]
    public async Task A_broken_body_is_the_clients_own_fault()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"POST / HTTP/1.1\nHost: {site.Address.Authority}\nTransfer-Encoding: chunked\n\n4\nhalf\nnonsense\n");
        await using var connection = await backend.AcceptAsync();

        var response = await client.ReadResponseAsync();

        Assert.Equal(400, response.Status);
        Assert.Contains("request_body", response.Body);
        Assert.DoesNotContain("0\r\n\r\n", (await connection.ReadToEndAsync()).Text);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_told_so()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address, options => options.MaxRequestBodyBytes = 10);

        using var response = await site.Http.PostAsync("/", new ByteArrayContent(new byte[11]), Patience.Token);

        Assert.Equal((413, "request_too_large"), await response.FaultAsync());
    }

    [Fact]
    public async Task A_transfer_coding_that_can_not_be_passed_on_is_refused()
    {
        using var backend = new RawBackend();
        await using var site = await Site.StartAsync(backend.Address);
        await using var client = await RawConnection.OpenAsync(site.Address);
        await client.SayAsync($"POST / HTTP/1.1\nHost: {site.Address.Authority}\nTransfer-Encoding: gzip, chunked\n\n0\n\n");

        Assert.Equal(501, (await client.ReadResponseAsync()).Status);
        Assert.False(backend.HasCaller);
    }

    internal static Uri Unused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static async Task<(int Status, string? Error)> AskAsync(Uri backend, Action<Bridge.Forwarding.ForwardingOptions>? configure = null)
    {
        await using var site = await Site.StartAsync(backend, configure);
        using var response = await site.Http.GetAsync("/", Patience.Token);
        return await response.FaultAsync();
    }
}
