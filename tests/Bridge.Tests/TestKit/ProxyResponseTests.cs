using System.Net;
using Bridge.TestKit.Faults;

namespace Bridge.Tests.TestKit;

/// <summary>What proxies do to requests and responses without cutting anything.</summary>
public sealed class ProxyResponseTests : IAsyncLifetime
{
    private readonly EchoServer _server = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/length")]
    [InlineData("/chunked")]
    public async Task A_replayed_request_reaches_the_server_twice_and_the_client_gets_one_response(string path)
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(FaultPlan.Nth(2, ResponseFault.Replay));
        using var client = FaultProxyTests.Client(proxy);
        var large = new string('x', 100_000);

        foreach (var text in (string[])["1", large, "3"])
        {
            Assert.Equal(text, await FaultProxyTests.PostAsync(client, path, text));
        }

        Assert.Equal(4, _server.Heard(path));
        Assert.Equal((1, 1, 0, 1), (proxy.Counts[FaultKind.Replay], proxy.Counts.LostResponses, proxy.Counts.Cuts, proxy.Counts.Connections));
    }

    [Theory]
    [InlineData(ResponseFault.PageBefore, FaultKind.PageBefore, HttpStatusCode.BadGateway, 2, 0)]
    [InlineData(ResponseFault.PageAfter, FaultKind.PageAfter, HttpStatusCode.GatewayTimeout, 3, 1)]
    public async Task A_page_of_the_proxys_own_stands_in_for_the_response(ResponseFault fault, FaultKind kind, HttpStatusCode status, int heard, int lost)
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(FaultPlan.Nth(2, fault));
        using var client = FaultProxyTests.Client(proxy);

        Assert.Equal("1", await FaultProxyTests.PostAsync(client, "/length", "1"));
        using var page = await client.PostAsync("/length", new StringContent("2"), Stop);
        Assert.Equal((status, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Contains("<h1>", await page.Content.ReadAsStringAsync(Stop));
        Assert.Equal("3", await FaultProxyTests.PostAsync(client, "/length", "3"));

        Assert.Equal(heard, _server.Heard("/length"));
        Assert.Equal((1, lost, 0, 1), (proxy.Counts[kind], proxy.Counts.LostResponses, proxy.Counts.Cuts, proxy.Counts.Connections));
    }

    [Fact]
    public async Task A_response_that_is_held_back_comes_when_it_is_complete()
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { HoldBack = long.MaxValue });
        using var client = FaultProxyTests.Client(proxy);
        var sent = new string('x', 20_000);

        var answer = client.SendAsync(Halves(sent), HttpCompletionOption.ResponseHeadersRead, Stop);
        await FaultProxyTests.Until(() => proxy.Counts[FaultKind.HoldBack] == 1);
        Assert.False(answer.IsCompleted);
        _server.GiveSecondHalf();

        using var response = await answer;
        Assert.Equal(sent, await response.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_response_that_is_held_back_in_portions_begins_before_it_is_complete()
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { HoldBack = 8_000 });
        using var client = FaultProxyTests.Client(proxy);
        var sent = new string('x', 20_000);

        using var response = await client.SendAsync(Halves(sent), HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(1, proxy.Counts[FaultKind.HoldBack]); // the head alone was less than a portion
        _server.GiveSecondHalf();

        Assert.Equal(sent, await response.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("/length")]
    [InlineData("/chunked")]
    public async Task Held_back_responses_are_whole_and_the_connection_goes_on(string path)
    {
        await using var proxy = new FaultProxy(_server.Port);
        proxy.Use(new FaultPlan { HoldBack = 3_000 });
        using var client = FaultProxyTests.Client(proxy);

        foreach (var length in (int[])[0, 10, 2_999, 50_000])
        {
            var sent = new string('x', length);
            Assert.Equal(sent, await FaultProxyTests.PostAsync(client, path, sent));
        }

        Assert.Equal(1, proxy.Counts.Connections);
    }

    private static HttpRequestMessage Halves(string text) => new(HttpMethod.Post, "/halves") { Content = new StringContent(text) };
}
