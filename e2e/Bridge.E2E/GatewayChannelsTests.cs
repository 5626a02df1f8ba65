using System.Net;
using System.Text;

namespace Bridge.E2E;

/// <summary>Channels that any backend publishes to, by the gateway's configuration alone.</summary>
public sealed class GatewayChannelsTests
{
    private const string Key = "a key of at least 16 characters";

    private static readonly string[] Settings =
        ["--set", "Gateway:Channels:0=news", "--set", "Gateway:Channels:1=room:*", "--set", "Gateway:Channels:2=chat submit", "--set", $"Gateway:Publishers:shop={Key}"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_backend_publishes_with_its_key_is_there_once_however_often_it_says_so()
    {
        var (gateway, address) = await Gateway.StartAsync(null, null, Settings);
        await using var ended = gateway;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };

        Assert.Contains("\"duplicate\":false", await PublishedAsync("room:7"), StringComparison.Ordinal);
        Assert.Contains("\"duplicate\":true", await PublishedAsync("room:7"), StringComparison.Ordinal);
        using var read = await http.GetAsync(new Uri("bridge/channels/room:7/messages?after=oldest", UriKind.Relative), Stop);
        Assert.Equal("{\"text\":\"hello\"}", System.Text.Json.JsonDocument.Parse(await read.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("messages")[0].GetProperty("data").GetRawText());

        using var unknown = await PublishAsync("nothing", Key);
        Assert.Equal(HttpStatusCode.Forbidden, unknown.StatusCode);
        using var stranger = await PublishAsync("news", "another key of 16 characters");
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        using var shim = await http.GetAsync(new Uri("bridge/bridge.js", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.OK, shim.StatusCode);
        using var other = await http.GetAsync(new Uri("elsewhere", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);

        async Task<string> PublishedAsync(string channel)
        {
            using var answer = await PublishAsync(channel, Key);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(Stop);
        }

        async Task<HttpResponseMessage> PublishAsync(string channel, string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"bridge/channels/{channel}/messages", UriKind.Relative))
            {
                Content = new StringContent("{\"text\":\"hello\"}", Encoding.UTF8, "application/json"), Headers = { { "Bridge-Key", key }, { "Idempotency-Key", "order-17" } },
            };
            return await http.SendAsync(request, Stop);
        }
    }

    [Fact]
    public async Task Check_says_who_reads_and_who_publishes_and_what_is_no_channel()
    {
        var (code, output, _) = await Gateway.RunAsync(["check", .. Settings]);
        Assert.Equal(0, code);
        Assert.Contains("news: everybody reads; shop may publish.", output, StringComparison.Ordinal);
        Assert.Contains("chat: everybody reads and submits; shop may publish.", output, StringComparison.Ordinal);

        (code, _, var errors) = await Gateway.RunAsync(
            ["check", "--set", "Gateway:Channels:0=news write", "--set", "Gateway:Channels:1=~x", "--set", "Gateway:Publishers:shop=short"]);
        Assert.Equal(2, code);
        Assert.Equal(
            [
                "Gateway:Channels:0: 'news write' is no channel; write a list like [ \"news\", \"room:*\", \"chat submit\" ].",
                "Gateway:Channels:1: '~x' is no channel pattern: a name of A-Z a-z 0-9 : _ . - (1 to 128), or the beginning of names and one * at the end.",
                "Gateway:Publishers: may publish, but there is no channel under Channels to publish to.",
                "Gateway:Publishers:shop: has 5 characters; a key has at least 16.",
            ],
            errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }
}
