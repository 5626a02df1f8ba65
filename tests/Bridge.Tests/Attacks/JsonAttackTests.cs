using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S27 and S28: bodies that want more than their bytes: deep, huge, twice, or unpacked.</summary>
public sealed class JsonAttackTests
{
    public static TheoryData<string, int> Bodies() => new()
    {
        { new string('[', 100_000), 400 },
        { string.Concat(Enumerable.Repeat("{\"a\":", 30_000)), 400 },
        { "[{\"type\":\"ping\"}]]", 400 },
        { "{\"type\":\"ping\"}{\"type\":\"ping\"}", 400 },
        { "{\"type\":\"ping\",}", 400 },
        { "{'type':'ping'}", 400 },
        { "{\"type\":\"ping\"} // x", 400 },
        { "\ufeff{\"type\":\"ping\"}", 400 },
        { "{\"type\":\"\\ud800\"}", 400 },
        { "{\"type\":\"poll\",\"wait\":NaN}", 400 },
        { "{\"type\":\"poll\",\"attempt\":1e999999}", 400 },
        { "{\"type\":\"poll\",\"wait\":-1}", 400 },
        { "{\"type\":\"poll\",\"attempt\":9223372036854775808}", 400 },
        { "{\"type\":\"poll\",\"attempt\":1.5}", 400 },
        { "{\"type\":1}", 400 },
        { "{\"type\":null}", 400 },
        { "{\"type\":[\"poll\"]}", 400 },
        { "{\"\":\"ping\"}", 400 },
        { "null", 400 },
        { "\"ping\"", 400 },
        { "[[{\"type\":\"ping\"}]]", 400 },
        { "{\"type\":\"ping\",\"__proto__\":{\"type\":\"close\"},\"constructor\":1}", 200 },
        { "{\"type\":\"close\",\"type\":\"ping\"}", 200 }, // the last one counts, here as in the shim's JSON.parse
        { "{\"type\":\"ping\",\"n\":" + new string('9', 100_000) + "}", 200 },
        { "[]", 200 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_costs_its_bytes_and_is_understood_in_one_way_or_refused(string body, int status)
    {
        await using var attacked = await AttackedHost.StartAsync();
        var bob = attacked.As("bob");
        await bob.OpenAsync("news");
        foreach (var path in (string[])["/bridge/send", "/bridge/poll"])
        {
            Assert.Equal((status, status == 400 ? "bad_message" : null), await attacked.AskAsync(bob, path, body));
        }

        Assert.Empty(await bob.PollAsync("""{"type":"poll","wait":0}""")); // his session is there still
        Assert.Empty(attacked.Host.Logs.Warnings);
        await attacked.ExpectUnharmedAsync();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task A_body_that_would_have_to_be_unpacked_is_415(string coding)
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Publishing.AllowAnyone = true);
        foreach (var path in (string[])["/bridge/send", "/bridge/poll", "/bridge/channels/news/messages"])
        {
            var response = await attacked.SayAsync(
                $"POST {path} HTTP/1.1\nHost: x\nContent-Type: application/json\nBridge-Protocol: bridge.v1\nContent-Encoding: {coding}\nContent-Length: 2\n\n[]");

            Assert.Equal(415, response.Status);
        }

        await attacked.ExpectUnharmedAsync();
    }
}
