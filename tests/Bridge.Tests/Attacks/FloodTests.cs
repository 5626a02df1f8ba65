using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Attacks;

/// <summary>S34 and S35: one address wants everything: sockets, sessions, subscriptions, messages. It is told so, and Alice, who comes from elsewhere, is served.</summary>
public sealed class FloodTests
{
    private const string From = "X-Forwarded-For: 203.0.113.9";

    [Fact]
    public async Task Handshakes_and_sessions_beyond_the_burst_are_429()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Limits.Openings = new(0.1, 100));
        var codes = new List<int>();
        for (var n = 0; n < 300; n++)
        {
            var response = n % 2 == 0
                ? await attacked.SayAsync($"GET /bridge/ws HTTP/1.1\nHost: x\n{From}\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\n\n")
                : await attacked.SayAsync($"POST /bridge/poll HTTP/1.1\nHost: x\n{From}\nContent-Type: application/json\nBridge-Protocol: bridge.v1\nContent-Length: 15\n\n{{\"type\":\"open\"}}");
            codes.Add(response.Status);
            Assert.Equal(response.Status == 429 ? "1" : null, response.Header("Retry-After"));
        }

        Assert.Equal((50, 50), (codes.Take(100).Count(code => code == 101), codes.Take(100).Count(code => code == 200)));
        Assert.InRange(codes.Skip(100).Count(code => code == 429), 150, 200); // one every ten seconds comes back
        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Sockets_beyond_the_limit_of_an_address_are_429_and_a_place_that_is_given_back_is_free()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Limits.ConnectionsPerAddress = 20);
        var open = new List<RawSocket>();
        for (var n = 0; n < 20; n++)
        {
            open.Add(await RawSocket.OpenAsync(attacked.Host, n == 0 ? "/live/echo" : "/bridge/ws", From));
        }

        for (var n = 0; n < 100; n++)
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RawSocket.OpenAsync(attacked.Host, "/bridge/ws", From));
            Assert.Contains("429", refused.Message);
        }

        await attacked.ExpectUnharmedAsync();
        var ended = attacked.Host.Requests.EndedAsync("/live/echo");
        open[0].Connection.Reset();
        await ended;
        await using var again = await RawSocket.OpenAsync(attacked.Host, "/bridge/ws", From);
        foreach (var socket in open)
        {
            await socket.DisposeAsync();
        }
    }

    [Fact]
    public async Task Subscriptions_beyond_the_limit_are_refused_one_by_one_and_the_first_ones_stay()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Channels.Add("many:*"));
        var bob = attacked.As("bob");
        var wishes = string.Join(',', Enumerable.Range(0, 5_000).Select(n => $$"""{"channel":"many:{{n}}"}"""));

        var answer = await bob.PollAsync($$"""{"type":"open","subscribe":[{{wishes}}]}""");

        bob.Token = answer[0]!.Text("token");
        Assert.Equal(100, answer.OfType("subscribed").Count());
        Assert.All(answer.OfType("refused"), refused => Assert.Equal("too_many_channels", refused.Text("code")));
        Assert.Equal(4_900, answer.OfType("refused").Count());
        Assert.Empty(await bob.PollAsync("""{"type":"poll","wait":0}"""));
        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Sessions_beyond_the_limit_of_all_are_503_and_those_that_are_there_stay()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Sessions.MaxSessions = 10); // two of them are Alice's
        var codes = new List<(int, string?)>();
        for (var n = 0; n < 20; n++)
        {
            codes.Add(await attacked.AskAsync(attacked.As("bob"), "/bridge/poll", """{"type":"open"}"""));
        }

        Assert.Equal(Enumerable.Repeat((200, (string?)null), 8).Concat(Enumerable.Repeat((503, (string?)"unavailable"), 12)), codes);
        await using var socket = await NativeSocket.OpenAsync(attacked.Host);
        await socket.SendAsync("""{"type":"open"}""");
        Assert.Equal((1013, "unavailable"), await socket.NextCloseAsync());
        await attacked.ExpectUnharmedAsync();
    }

    [Fact]
    public async Task Messages_beyond_the_burst_are_429_whole_and_those_before_stay()
    {
        await using var attacked = await AttackedHost.StartAsync(options => options.Limits.Messages = new(0.1, 10));
        var bob = attacked.As("bob");
        await bob.OpenAsync("news");
        var submit = (int id) => $$"""{"type":"submit","id":{{id}},"channel":"news","data":{{id}}}""";
        for (var id = 1; id <= 10; id++)
        {
            Assert.Equal("accepted", (await bob.SendAsync(submit(id))).Types());
        }

        for (var id = 11; id <= 20; id++)
        {
            Assert.Equal((429, "rate_limited"), await attacked.AskAsync(bob, "/bridge/send", submit(id)));
        }

        await attacked.ExpectUnharmedAsync(published: 10);
    }
}
