using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Bridge.Tests.Diagnostics;
using Bridge.Transports.Limits;

namespace Bridge.Tests.Transports.Limits;

/// <summary>Who asks for too much is told so, in a code; everybody else is served as before.</summary>
public sealed class LimitTests
{
    private const string Alice = "192.0.2.1", Bob = "192.0.2.2";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>So slow that nothing comes back while a test runs.</summary>
    private static Rate Once(int burst) => new(0.1, burst);

    [Fact]
    public async Task An_address_has_so_many_connections_and_another_is_not_touched()
    {
        await using var host = await StartAsync(limits => limits.ConnectionsPerAddress = 3);
        using var measured = new Measurements(host);
        await using var first = await RawSocket.OpenAsync(host, "/chat", From(Alice));
        await using var second = await RawSocket.OpenAsync(host, "/bridge/ws", From(Alice));
        await using var third = await RawSocket.OpenAsync(host, "/chat", From(Alice));

        Assert.Equal((429, "rate_limited"), await FaultAsync(Get(host, "/bridge/channels/news/messages", Alice)));
        Assert.Equal((429, "rate_limited"), await Polls(host, Alice).FaultAsync("/bridge/poll", """[{"type":"open"}]"""));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RawSocket.OpenAsync(host, "/bridge/ws", From(Alice)));
        Assert.Contains("429", refused.Message);
        await using var other = await RawSocket.OpenAsync(host, "/chat", From(Bob));

        var ended = host.Requests.EndedAsync("/chat");
        await third.SendAsync(RawSocket.Close, new byte[] { 3, 232 });
        Assert.True(await third.Connection.IsClosedByServerAsync());
        await ended;
        await using var again = await RawSocket.OpenAsync(host, "/chat", From(Alice));
        Assert.Equal(Enumerable.Repeat("1 connections_per_address", 3), measured.Of("bridge.limits.reached"));
        Assert.Single(host.Logs.Warnings, line => line.Contains("Limits.ConnectionsPerAddress was reached by 192.0.2.1;"));
    }

    [Fact]
    public async Task A_known_proxy_that_does_not_say_for_whom_it_asks_is_not_limited()
    {
        await using var host = await StartAsync(limits => (limits.ConnectionsPerAddress, limits.Openings, limits.Faults) = (1, Once(1), Once(1)));
        var polls = new NativePolls(host);

        for (var n = 0; n < 5; n++)
        {
            polls.Token = "nobody's";
            Assert.Equal((404, "session_unknown"), await polls.FaultAsync("/bridge/poll", """[{"type":"poll"}]"""));
        }
    }

    [Fact]
    public async Task Handshakes_and_new_sessions_of_an_address_are_counted_together()
    {
        await using var host = await StartAsync(limits => limits.Openings = Once(4));
        var alice = Polls(host, Alice);
        await alice.OpenAsync("news");
        alice.Token = null;
        await alice.OpenAsync("news");
        await using var socket = await RawSocket.OpenAsync(host, "/bridge/ws", From(Alice));
        await using var plain = await RawSocket.OpenAsync(host, "/chat", From(Alice));

        await Assert.ThrowsAsync<InvalidOperationException>(() => RawSocket.OpenAsync(host, "/chat", From(Alice)));
        using var refused = await Polls(host, Alice).PostAsync("/bridge/poll", """[{"type":"open"}]""");
        Assert.Equal((429, "1"), ((int)refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.Equal("resume", (await refused.ObjectAsync()).Text("advice"));
        Assert.Empty(await alice.PollAsync("""[{"type":"poll","wait":0}]""")); // what is open goes on
        await Polls(host, Bob).OpenAsync("news");
    }

    [Fact]
    public async Task An_address_whose_requests_are_all_wrong_is_not_listened_to()
    {
        await using var host = await StartAsync(limits => limits.Faults = Once(6));
        var alice = Polls(host, Alice);
        alice.Token = "nobody's";
        await alice.FaultAsync("/bridge/poll", """[{"type":"poll"}]""");
        await alice.FaultAsync("/bridge/send", """[{"type":"poll"}]""");
        await alice.FaultAsync("/bridge/poll", "no json");
        await FaultAsync(Get(host, "/bridge/ws", Alice));
        await FaultAsync(Get(host, "/bridge/channels/secret/messages", Alice));
        await FaultAsync(Get(host, "/bridge/channels/news/messages?token=1", Alice));

        alice.Token = null;
        Assert.Equal((429, "rate_limited"), await alice.FaultAsync("/bridge/poll", """[{"type":"open"}]"""));
        await Polls(host, Bob).OpenAsync("news");
    }

    [Fact]
    public async Task A_session_that_supersedes_its_own_polls_without_end_is_told_to_wait_and_loses_nothing()
    {
        await using var host = await StartAsync(limits => limits.IdlePolls = Once(5));
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        var parked = new List<Task<HttpResponseMessage>>();
        for (var attempt = 10; attempt < 16; attempt++)
        {
            parked.Add(polls.PostAsync("/bridge/poll", $$"""[{"type":"poll","attempt":{{attempt}}}]"""));
            if (parked is [.., var before, _])
            {
                using var superseded = await before;
                Assert.Contains("superseded", await superseded.Content.ReadAsStringAsync(Stop));
            }
        }

        Assert.Equal((429, "rate_limited"), await polls.FaultAsync("/bridge/poll", """[{"type":"poll","attempt":16}]"""));
        await host.Publisher.PublishAsync("news", Payload.Text("still there"), cancellationToken: Stop);
        using var last = await parked[^1]; // the one that was parked was not disturbed
        Assert.Contains("still there", await last.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Polls_that_bring_messages_are_not_counted_however_many()
    {
        await using var host = await StartAsync(limits => (limits.IdlePolls, limits.Messages) = (Once(1), Once(1)));
        var polls = new NativePolls(host);
        var cursor = (await polls.OpenAsync("news"))[1]!.Text("position")!;
        for (var n = 0; n < 20; n++)
        {
            await host.Publisher.PublishAsync("news", Payload.Text($"{n}"), cancellationToken: Stop);
            var answer = await polls.PollAsync($$$"""[{"type":"poll","wait":0,"positions":{"news":"{{{cursor}}}"}},{"type":"ack","positions":{"news":"{{{cursor}}}"}}]""");
            cursor = Assert.Single(answer)!.Text("position")!;
        }
    }

    [Fact]
    public async Task A_session_that_sends_too_much_is_refused_whole_and_what_was_accepted_stays()
    {
        await using var host = await StartAsync(limits => limits.Messages = Once(3));
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        var accepted = await polls.SendAsync(Submissions(1, 2));
        accepted = [.. accepted.Select(node => node!.DeepClone()), .. (await polls.SendAsync(Submissions(3, 6))).Select(node => node!.DeepClone())]; // one was left, and may be overdrawn

        Assert.Equal((429, "rate_limited"), await polls.FaultAsync("/bridge/send", Submissions(7, 7)));
        Assert.Equal(Enumerable.Repeat("accepted", 6), accepted.Select(reply => reply!.Text("type")));
        var page = await host.Http.GetStringAsync(new Uri("/bridge/channels/news/messages?after=oldest&wait=0s", UriKind.Relative), Stop);
        Assert.Equal(["1", "2", "3", "4", "5", "6"], JsonNode.Parse(page)!["messages"]!.AsArray().Select(message => message!["data"]!.ToString()));
    }

    [Theory]
    [InlineData("/bridge/ws")]
    [InlineData("/chat")]
    public async Task A_socket_that_sends_too_much_is_read_more_slowly_and_nothing_of_it_is_lost(string path)
    {
        await using var host = await StartAsync(limits => limits.Messages = new Rate(50, 5));
        using var measured = new Measurements(host);
        await using var socket = await RawSocket.OpenAsync(host, path);
        var isSession = path == "/bridge/ws";
        if (isSession)
        {
            await socket.SendAsync("""{"type":"open","subscribe":[{"channel":"chat"}]}""");
        }

        var began = TimeProvider.System.GetTimestamp();
        for (var n = 1; n <= 25; n++)
        {
            await socket.SendAsync(isSession ? $$"""{"type":"submit","id":{{n}},"channel":"chat","data":{{n}}}""" : $"{n}");
        }

        var seen = new List<string>();
        while (seen.Count < 25)
        {
            var text = (await socket.NextAsync()).Text;
            seen.AddRange(isSession ? Messages(text) : [text]);
        }

        Assert.Equal(Enumerable.Range(1, 25).Select(n => $"{n}"), seen);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(19 * 20)); // 25 less a burst of 5, one each 20 ms
        Assert.Contains("1 messages", measured.Of("bridge.limits.reached"));
    }

    [Fact]
    public async Task Without_limits_there_are_none()
    {
        await using var host = await StartAsync(limits => (limits.Openings, limits.Faults, limits.IdlePolls, limits.Messages, limits.ControlFrames) = (null, null, null, null, null));
        await using var socket = await RawSocket.OpenAsync(host, "/chat", From(Alice));
        for (var n = 0; n < 500; n++)
        {
            await socket.SendAsync(RawSocket.Ping, "beat"u8.ToArray());
        }

        await socket.SendAsync("after all of them");
        RawFrame frame;
        do
        {
            frame = await socket.NextAsync();
        }
        while (frame.Kind == RawSocket.Pong);
        Assert.Equal("after all of them", frame.Text);
    }

    private static IEnumerable<string> Messages(string frame) => (JsonNode.Parse(frame) switch { JsonArray several => several, var one => [one] })
        .Where(envelope => envelope!.Text("type") == "message").Select(envelope => envelope!["data"]!.ToString());

    private static string Submissions(int first, int last) =>
        $"[{string.Join(',', Enumerable.Range(first, last - first + 1).Select(n => $$"""{"type":"submit","id":{{n}},"channel":"news","data":{{n}}}"""))}]";

    private static string From(string address) => $"X-Forwarded-For: {address}";

    private static NativePolls Polls(TestHost host, string address) => new(host) { Headers = { ("X-Forwarded-For", address) } };

    private static async Task<HttpResponseMessage> Get(TestHost host, string path, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", address);
        return await host.Http.SendAsync(request, Patience.Token);
    }

    private static async Task<(int Status, string? Error)> FaultAsync(Task<HttpResponseMessage> asking)
    {
        using var response = await asking;
        return await response.FaultAsync();
    }

    private static Task<TestHost> StartAsync(Action<LimitOptions> configure) => TestHost.StartAsync(
        options =>
        {
            configure(options.Limits);
            options.Channels.Add("chat", channel => channel.AcceptSubmissions());
            TestHost.AddChannels(options);
        },
        app =>
        {
            app.MapBridge();
            app.MapBridgeChannel("/chat", "chat");
        });
}
