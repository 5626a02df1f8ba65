using System.Diagnostics;
using System.Text.Json.Nodes;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports;

/// <summary><c>curl</c> alone is a full client: the real program, against a real server.</summary>
public sealed class CurlTests
{
    [Fact]
    public async Task Curl_subscribes_publishes_and_resumes_by_its_cursor()
    {
        await using var host = await TestHost.StartAsync(options => options.Publishing.ApiKeys.Add(TestHost.ApiKey));
        var messages = new Uri(host.Address, "/bridge/channels/news/messages").ToString();

        // Where does the channel stand?
        var start = (await CurlAsync($"{messages}?wait=0s")).Text("cursor");

        // A long poll is parked, and answered by a publish.
        var parked = CurlAsync($"{messages}?after={start}&wait=30s");
        await host.ParkedAsync();
        Assert.False(parked.IsCompleted);
        string[] publish = ["-H", $"Authorization: Bearer {TestHost.ApiKey}", "-H", "Content-Type: application/json"];
        var first = (await CurlAsync([.. publish, "-d", "{\"headline\":\"one\"}", messages])).Text("position");
        Assert.Equal([$"{first} one"], Shown(await parked));

        // More is published while nobody asks; the cursor finds all of it, as often as it is asked.
        await CurlAsync([.. publish, "-d", "{\"headline\":\"two\"}", messages]);
        var third = (await CurlAsync([.. publish, "-H", "Idempotency-Key: three", "-d", "{\"headline\":\"three\"}", messages])).Text("position");
        await CurlAsync([.. publish, "-H", "Idempotency-Key: three", "-d", "{\"headline\":\"three\"}", messages]);
        for (var n = 0; n < 2; n++)
        {
            var resumed = await CurlAsync($"{messages}?after={(await parked).Text("cursor")}");
            Assert.Equal(["two", "three"], Shown(resumed).Select(line => line.Split(' ')[1]));
            Assert.Equal(third, resumed.Text("cursor"));
        }
    }

    [Fact]
    public async Task Curl_without_a_key_or_a_version_is_told_what_its_handshake_lacks()
    {
        await using var host = await TestHost.StartAsync();
        var ws = new Uri(host.Address, "/bridge/ws").ToString();

        var noVersion = await CurlAsync(["-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==", ws]);
        var noKey = await CurlAsync(["-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13", ws]);

        Assert.Equal("upgrade_required", noVersion.Text("error"));
        Assert.Contains("Sec-WebSocket-Version: 13", noVersion.Text("text"));
        Assert.Equal("handshake", noKey.Text("error"));
        Assert.Contains("Sec-WebSocket-Key", noKey.Text("text"));
    }

    private static async Task<JsonObject> CurlAsync(params string[] arguments)
    {
        using var curl = Process.Start(new ProcessStartInfo("curl", ["-s", "-S", "--noproxy", "*", "--max-time", "60", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await curl.StandardOutput.ReadToEndAsync(Patience.Token);
        await curl.WaitForExitAsync(Patience.Token);
        Assert.True(curl.ExitCode == 0, await curl.StandardError.ReadToEndAsync(Patience.Token));
        return (JsonObject)JsonNode.Parse(output)!;
    }

    private static IEnumerable<string> Shown(JsonObject answer) =>
        answer["messages"]!.AsArray().OfType<JsonObject>().Select(message => $"{message.Text("position")} {message["data"]?["headline"]}");
}
