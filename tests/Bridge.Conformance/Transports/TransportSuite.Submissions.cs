using System.Collections.Concurrent;
using Bridge.Messaging;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Conformance.Transports;

public abstract partial class TransportSuite
{
    [Fact]
    public async Task A_submission_is_published_and_answered_with_its_position()
    {
        await using var site = await SiteAsync();
        var (wire, _) = await OpenAsync(site, News);
        await using var _1 = wire;
        await using var listener = await SocketWire.ConnectAsync(site.Next(), Stop);
        await listener.OpenAsync();
        await listener.SubscribeAsync(News);

        var accepted = await SubmitAsync(wire, 1, News, "{\"n\":1}");

        Assert.Equal("accepted", accepted.Type);
        var message = await listener.ExpectAsync("message");
        Assert.Equal(("{\"n\":1}", accepted.Position), (message.Payload, message.Position));
    }

    [Fact]
    public async Task A_submission_sent_again_is_published_once_and_answered_alike()
    {
        await using var site = await SiteAsync();
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        var first = await SubmitAsync(wire, 1, News, "1");
        var again = await SubmitAsync(wire, 1, News, "1");
        var next = await SubmitAsync(wire, 2, News, "1");

        Assert.Equal(first.Position, again.Position);
        Assert.Equal(first.Position!.Value.Plus(1), next.Position);
    }

    [Fact]
    public async Task A_handler_runs_once_and_its_reply_is_kept_for_retries()
    {
        var runs = new ConcurrentQueue<string>();
        await using var site = await SiteAsync(options => options.Channels.Add("ask", rule => rule.Handle((submission, _) =>
        {
            runs.Enqueue(System.Text.Encoding.UTF8.GetString(submission.Payload.Bytes.Span));
            return ValueTask.FromResult(Outcome.Reply(Payload.Json($"{runs.Count}")));
        })));
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        Assert.Equal("1", (await SubmitAsync(wire, 1, "ask", "\"a\"")).Reply);
        Assert.Equal("2", (await SubmitAsync(wire, 2, "ask", "\"b\"")).Reply);
        Assert.Equal("1", (await SubmitAsync(wire, 1, "ask", "\"a\"")).Reply);

        Assert.Equal(["\"a\"", "\"b\""], runs);
    }

    [Fact]
    public async Task Submissions_sent_together_are_handled_in_order()
    {
        await using var site = await SiteAsync();
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        await wire.SayAsync([.. Enumerable.Range(1, 100).Select(number => Say.Submit(number, News, $"{number}"))]);
        var ids = new List<long>();
        for (var n = 0; n < 100; n++)
        {
            ids.Add((await wire.FindAsync("accepted")).Id!.Value);
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(number => (long)number), ids);
        var kept = new List<Message>();
        await site.Store.Log.ReadAsync(News, (await HeadAsync(site, News)) with { Offset = 0 }, new(1_000, int.MaxValue), kept, Stop);
        Assert.Equal(Numbers(1, 100), kept.Select(message => System.Text.Encoding.UTF8.GetString(message.Payload.Bytes.Span)));
    }

    [Theory]
    [InlineData(News)]
    [InlineData("echo")]
    public async Task A_resumed_session_is_given_an_id_that_no_submission_used(string channel)
    {
        await using var site = await SiteAsync();
        var (wire, token) = await OpenAsync(site);
        await SubmitAsync(wire, 1, channel, "1");
        await SubmitAsync(wire, 2, channel, "2");
        await FinishAsync(wire);

        await using var again = await ConnectAsync(site, token);
        var opened = await again.AskAsync(Say.Open(token), "opened");

        Assert.InRange(opened.Json.GetProperty("submit").GetInt64(), 3, long.MaxValue);
    }

    [Fact]
    public async Task A_handler_that_throws_refuses_its_submission_and_the_next_one_goes_on()
    {
        await using var site = await SiteAsync(options =>
            options.Channels.Add("throws", rule => rule.Handle((_, _) => throw new InvalidOperationException("on purpose"))));
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        Assert.Equal("handler_failed", (await SubmitAsync(wire, 1, "throws", "1")).Code);
        Assert.Equal("2", (await SubmitAsync(wire, 2, "echo", "2")).Reply);
    }

    [Fact]
    public async Task A_submission_whose_first_run_goes_on_elsewhere_holds_up_those_behind_it()
    {
        var (handled, running, go) = (new ConcurrentQueue<long>(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var site = await SiteAsync(options => options.Channels.Add("slow", rule => rule.Handle(async (submission, _) =>
        {
            handled.Enqueue(submission.Id!.Value);
            running.TrySetResult();
            await go.Task;
            return Outcome.Done;
        })));
        var (wire, token) = await OpenAsync(site);
        await using var _1 = wire;
        await using var elsewhere = new PollWire(site.Next, token);
        var first = elsewhere.PostAsync("/bridge/send", [Say.Submit(1, "slow", "1")]);
        await running.Task.WaitAsync(Stop);

        var saying = wire.SayAsync(Say.Submit(1, "slow", "1"), Say.Submit(2, "slow", "2"), Say.Submit(3, News, "3"));
        go.SetResult();
        await first;
        await saying;
        for (var id = 1; id <= 3; id++)
        {
            Assert.Equal(id, (await wire.FindAsync("accepted")).Id);
        }

        Assert.Equal([1, 2], handled);
    }

    [Fact]
    public async Task A_channel_that_takes_no_submissions_says_so()
    {
        await using var site = await SiteAsync(options => options.Channels.Add("read", _ => { }));
        var (wire, _) = await OpenAsync(site);
        await using var _1 = wire;

        Assert.Equal("submit_forbidden", (await SubmitAsync(wire, 1, "read", "1")).Code);
    }

    private static async Task<Envelope> SubmitAsync(IWire wire, long id, string channel, string json)
    {
        await wire.SayAsync(Say.Submit(id, channel, json));
        while (true)
        {
            var next = await wire.NextAsync() ?? throw new InvalidOperationException("The wire ended.");
            if (next.Type is "accepted" or "refused" or "closed")
            {
                return next;
            }
        }
    }

    /// <summary>Ends a wire as a client does that leaves, so that the server has taken in all it said.</summary>
    private static async Task FinishAsync(IWire wire)
    {
        if (wire is SocketWire socket)
        {
            await socket.CloseAsync();
        }

        await wire.DisposeAsync();
    }
}
