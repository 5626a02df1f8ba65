using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.Publishing;

/// <summary>One request publishes.</summary>
public sealed class PublishTests
{
    private const string News = "/bridge/channels/news/messages";
    private const string Oldest = News + "?after=oldest&wait=0s";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json", "{\"a\" : 1}", "data", "{\"a\" : 1}")]
    [InlineData("application/json; charset=utf-8", "null", "data", "null")]
    [InlineData("text/plain", "a \"text\"\n", "text", "\"a \\u0022text\\u0022\\n\"")]
    [InlineData("Text/Plain", "", "text", "\"\"")]
    [InlineData("application/octet-stream", "bytes", "base64", "\"Ynl0ZXM=\"")]
    public async Task A_payload_of_each_kind_is_published_as_it_stands(string type, string body, string member, string shown)
    {
        await using var host = await StartAsync();

        using var published = await PostAsync(host, News, body, type);
        var answer = await published.ObjectAsync();
        var read = await host.Http.GetStringAsync(Oldest, Stop);

        Assert.Equal(200, (int)published.StatusCode);
        Assert.Equal(("1", "false"), (answer.Text("count"), answer.Text("duplicate")));
        Assert.Contains($"\"{member}\":{shown}", read);
        Assert.Equal(answer.Text("position"), JsonNode.Parse(read)!.Text("cursor"));
    }

    [Fact]
    public async Task A_batch_of_lines_is_appended_in_order()
    {
        await using var host = await StartAsync();

        using var published = await PostAsync(host, News, "{\"n\":1}\r\n\n  {\"n\":2}\n3", "application/x-ndjson");

        Assert.Equal("3", (await published.ObjectAsync()).Text("count"));
        Assert.Equal(["{\"n\":1}", "{\"n\":2}", "3"], await ReadAsync(host));
    }

    [Theory]
    [InlineData("1\n2\n{\n", 400, "json")]
    [InlineData("1\nnonsense\n3", 400, "json")]
    [InlineData("\n\n", 400, "json")]
    [InlineData("", 400, "json")]
    [InlineData("1\n\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"", 413, "payload_too_large")]
    public async Task A_batch_with_one_fault_appends_nothing(string body, int status, string error)
    {
        await using var host = await StartAsync(options => options.Sessions.MaxPayloadBytes = 64);

        using var refused = await PostAsync(host, News, body, "application/x-ndjson");

        Assert.Equal((status, error), await refused.FaultAsync());
        Assert.Empty(await ReadAsync(host));
    }

    [Theory]
    [InlineData("[", "application/json", 400, "json")]
    [InlineData("", "application/json", 400, "json")]
    [InlineData("\"\\ud800\"", "application/json", 400, "json")]
    [InlineData("1 2", "application/json", 400, "json")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "application/json", 400, "json")]
    [InlineData("<a/>", "application/xml", 415, "payload_type")]
    [InlineData("x", "application/jsonp", 415, "payload_type")]
    [InlineData("a=b", "application/x-www-form-urlencoded", 415, "payload_type")]
    [InlineData("x", null, 415, "payload_type")]
    public async Task What_is_no_payload_is_refused(string body, string? type, int status, string error)
    {
        await using var host = await StartAsync();

        using var refused = await PostAsync(host, News, body, type);

        Assert.Equal((status, error), await refused.FaultAsync());
        Assert.Empty(await ReadAsync(host));
    }

    [Fact]
    public async Task Text_that_is_no_utf_8_and_bodies_that_are_compressed_are_refused()
    {
        await using var host = await StartAsync();
        using var bad = Request(News, "", "text/plain");
        bad.Content = new ByteArrayContent([0xC0, 0xAF]) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        using var packed = Request(News, "1", "application/json", ("Content-Encoding", "gzip"));

        using var refusedText = await host.Http.SendAsync(bad, Stop);
        using var refusedPacked = await host.Http.SendAsync(packed, Stop);

        Assert.Equal(400, (await refusedText.FaultAsync()).Status);
        Assert.Equal((415, "payload_type"), await refusedPacked.FaultAsync());
    }

    [Theory]
    [InlineData("/bridge/channels/undeclared/messages", 403, "channel_forbidden")]
    [InlineData("/bridge/channels/NEWS/messages", 403, "channel_forbidden")]
    [InlineData("/bridge/channels/news./messages", 403, "channel_forbidden")]
    [InlineData("/bridge/channels/~news/messages", 400, "channel_name")]
    [InlineData("/bridge/channels/n%C3%A9ws/messages", 400, "channel_name")]
    [InlineData("/bridge/channels/%D0%BEld/messages", 400, "channel_name")]
    [InlineData("/bridge/channels/news%20/messages", 400, "channel_name")]
    [InlineData("/bridge/channels/news%252e/messages", 400, "channel_name")]
    [InlineData("/bridge/channels/news%0d%0aX-A:%20b/messages", 400, "channel_name")]
    [InlineData("/bridge/channels/*/messages", 400, "channel_name")]
    public async Task A_channel_that_is_none_is_refused_to_writers_and_readers_and_not_repeated(string path, int status, string error)
    {
        await using var host = await StartAsync();

        using var written = await PostAsync(host, path, "1", "application/json");
        using var read = await host.Http.GetAsync(path + "?wait=0s", Stop);

        Assert.Equal((status, error), await written.FaultAsync());
        Assert.Equal((status, error), await read.FaultAsync());
        Assert.DoesNotContain(written.Headers.Concat(read.Headers), header => header.Key == "X-A");
    }

    [Fact]
    public async Task A_name_of_300_characters_is_no_channel()
    {
        await using var host = await StartAsync(options => options.Channels.Add("*"));

        using var refused = await PostAsync(host, $"/bridge/channels/{new string('a', 300)}/messages", "1", "application/json");

        Assert.Equal((400, "channel_name"), await refused.FaultAsync());
    }

    [Fact]
    public async Task A_full_store_refuses_says_when_to_come_again_and_accepts_nothing()
    {
        await using var host = await StartAsync(options => options.Retention = new Retention { StoreBytes = 2_048 });

        using var fits = await PostAsync(host, News, $"\"{new string('x', 1_500)}\"", "application/json");
        using var full = await PostAsync(host, "/bridge/channels/echo/messages", $"\"{new string('x', 1_500)}\"", "application/json");

        Assert.Equal(200, (int)fits.StatusCode);
        Assert.Equal((503, "store_full"), await full.FaultAsync());
        Assert.NotNull(full.Headers.RetryAfter);
    }

    [Fact]
    public async Task Tags_and_exceptions_decide_whose_message_it_is()
    {
        await using var host = await StartAsync(options =>
        {
            options.Channels.Add("news", channel => channel.AcceptSubmissions());
            options.Channels.Add("room:*", channel => channel.Authorize((access, _) => ValueTask.FromResult(ChannelGrant.With(access.Channel.Value.Split(':')[1].Split('-')))));
        });
        var reader = new NativePolls(host);
        await reader.OpenAsync("room:red-tall");

        foreach (var (tags, except) in new[] { ("red", ""), ("blue, tall", ""), ("blue", ""), ("", "tall"), ("red", "tall"), ("red,blue", "small"), ("", "") })
        {
            using var published = await PostAsync(host, "/bridge/channels/room:red-tall/messages", $"\"{tags}/{except}\"", "application/json",
                [.. new[] { ("Bridge-Tags", tags), ("Bridge-Except", except) }.Where(header => header.Item2.Length > 0)]);
            Assert.Equal(200, (int)published.StatusCode);
        }

        var got = (await reader.PollAsync("{\"type\":\"poll\"}")).OfType("message").Select(message => message.Text("data"));
        Assert.Equal(["red/", "blue, tall/", "red,blue/small", "/"], got);
    }

    internal static Task<TestHost> StartAsync(Action<BridgeOptions>? configure = null) => TestHost.StartAsync(options =>
    {
        options.Publishing.AllowAnyone = true;
        configure?.Invoke(options);
    });

    internal static async Task<HttpResponseMessage> PostAsync(TestHost host, string path, string body, string? type, params (string Name, string Value)[] headers)
    {
        using var request = Request(path, body, type, headers);
        return await host.Http.SendAsync(request, Patience.Token);
    }

    private static HttpRequestMessage Request(string path, string body, string? type, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach (var (name, value) in headers.Append(("Content-Type", type!)).Where(header => header.Item2 is not null))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    internal static async Task<IEnumerable<string>> ReadAsync(TestHost host)
    {
        var json = JsonNode.Parse(await host.Http.GetStringAsync(Oldest, Stop))!;
        return json["messages"]!.AsArray().Select(message => message!["data"]!.ToJsonString());
    }
}
