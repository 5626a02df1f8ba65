using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.TestKit;

namespace Bridge.Tests.Sessions;

public sealed class SubmissionTests
{
    private static readonly SessionId Session = new("session-1");
    private static readonly Payload Ping = Payload.Json("\"ping\"");

    private readonly Application _application = new();
    private readonly Node _node;

    public SubmissionTests() => _node = new Node(rules: new ChannelRules()
        .Add("handled", rule => rule.Handle(_application))
        .Add("published", rule => rule.AcceptSubmissions())
        .Add("closed"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public enum Again
    {
        SameNode,
        OtherNode,
    }

    public static TheoryData<string, Again> Everything()
    {
        var data = new TheoryData<string, Again>();
        foreach (var outcome in Application.Outcomes.Keys)
        {
            data.Add(outcome, Again.SameNode);
            data.Add(outcome, Again.OtherNode);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_retry_gets_the_outcome_of_the_first_run(string outcome, Again again)
    {
        _application.Next = outcome;
        var first = await SubmitAsync(_node, 1);
        var second = await SubmitAsync(again == Again.SameNode ? _node : _node.Beside(), 1);

        Assert.Equal(Application.Outcomes[outcome].Said, Say(first));
        Assert.Equal(Say(first), Say(second));
        Assert.Equal(Position(first), Position(second));
        Assert.Equal(1, _application.Runs);
    }

    [Fact]
    public async Task What_may_succeed_a_little_later_runs_again()
    {
        _application.Next = "refused for now";
        Assert.Equal("store_full", Say(await SubmitAsync(_node, 1)));
        _application.Next = "done";

        Assert.Equal("accepted", Say(await SubmitAsync(_node, 1)));
        Assert.Equal(2, _application.Runs);
    }

    [Theory]
    [InlineData(false, "submission_unknown", 1)]
    [InlineData(true, "accepted", 2)]
    public async Task A_submission_whose_node_died_is_unknown_unless_running_it_twice_does_no_harm(bool idempotent, string said, int runs)
    {
        _application.IsIdempotent = idempotent;
        _application.Next = "never ends";
        _ = SubmitAsync(_node, 1).AsTask();
        _application.Next = "done";
        _node.Scheduler.Clock.Advance((2 * _node.Options.SubmissionTimeout) + TimeSpan.FromSeconds(1)); // the dead node's wheel does not turn: nothing is run

        var other = _node.Beside();
        Assert.Equal(said, Say(await SubmitAsync(other, 1)));
        Assert.Equal(said, Say(await SubmitAsync(other, 1)));
        Assert.Equal(runs, _application.Runs);
        Assert.Equal("accepted", Say(await SubmitAsync(other, 2)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whoever_comes_while_one_runs_waits_for_it(long id)
    {
        var end = _application.Hold();
        var first = SubmitAsync(_node, 1).AsTask();
        var second = SubmitAsync(_node.Beside(), id).AsTask();
        _node.Scheduler.Advance(TimeSpan.FromMilliseconds(200));
        Assert.False(first.IsCompleted || second.IsCompleted);
        Assert.Equal(1, _application.Runs);

        end.SetResult(Outcome.Done);
        _node.Scheduler.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(["accepted", "accepted"], [Say(await first), Say(await second)]);
        Assert.Equal((int)id, _application.Runs);
    }

    [Fact]
    public async Task Whoever_waits_too_long_is_asked_to_come_again()
    {
        _application.Hold();
        _ = SubmitAsync(_node, 1).AsTask();
        var second = SubmitAsync(_node.Beside(), 1).AsTask();
        for (var n = 0; n < 310; n++)
        {
            _node.Scheduler.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal("submission_pending", Say(await second));
    }

    [Fact]
    public async Task A_handler_that_a_waiting_submission_reaches_does_not_run_inside_the_wheel()
    {
        var end = _application.Hold();
        _ = SubmitAsync(_node, 1).AsTask();
        _ = SubmitAsync(_node, 2).AsTask();
        end.SetResult(Outcome.Done);
        _node.Scheduler.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, _application.Runs);
        Assert.True(_node.Scheduler.RunOne()); // the wheel's pass: it must not be held up by a handler

        Assert.Equal(1, _application.Runs);
        _node.Scheduler.RunAll();
        Assert.Equal(2, _application.Runs);
    }

    [Fact]
    public async Task An_outcome_long_forgotten_is_unknown_and_never_runs_again()
    {
        for (var id = 1; id <= SubmissionBook.Capacity + 2; id++)
        {
            await SubmitAsync(_node, id);
        }

        var runs = _application.Runs;
        Assert.Equal("submission_unknown", Say(await SubmitAsync(_node, 2)));
        Assert.Equal("accepted", Say(await SubmitAsync(_node, 3)));
        Assert.Equal(runs, _application.Runs);
    }

    [Fact]
    public async Task A_retry_that_took_several_lifetimes_of_a_session_to_get_through_does_not_run_again()
    {
        await SubmitAsync(_node, 1);
        _node.Scheduler.Clock.Advance(_node.Options.OutcomeLifetime - TimeSpan.FromMinutes(1)); // its polls went through all the time

        Assert.Equal("accepted", Say(await SubmitAsync(_node, 1)));
        Assert.Equal(1, _application.Runs);
    }

    [Fact]
    public async Task Outcomes_outlive_the_session_however_short_their_time_is_set()
    {
        var node = new Node(_node.Scheduler, rules: _node.Rules, options: new SessionOptions { Lifetime = TimeSpan.FromMinutes(10), OutcomeLifetime = TimeSpan.FromSeconds(1) });
        await SubmitAsync(node, 1);
        node.Scheduler.Clock.Advance(TimeSpan.FromMinutes(19));

        Assert.Equal("accepted", Say(await SubmitAsync(node, 1)));
        Assert.Equal(1, _application.Runs);
    }

    [Fact]
    public async Task The_next_id_is_above_every_one_that_a_handler_saw_also_one_far_ahead()
    {
        const long Far = 1L << 40;
        await SubmitAsync(_node, Far);

        Assert.Equal(Far + 1, await _node.Gate.NextIdAsync(Session, 2, Stop));
    }

    [Fact]
    public async Task Every_attempt_has_ids_of_its_own_and_the_last_one_has_some_too()
    {
        const long Each = 1 << 26;
        var first = await _node.Gate.NextIdAsync(Session, 1, Stop);
        var second = await _node.Gate.NextIdAsync(Session, 2, Stop);
        var third = await _node.Gate.NextIdAsync(Session, 3, Stop);
        var last = await _node.Gate.NextIdAsync(Session, long.MaxValue, Stop);

        Assert.Equal((1, Each + 1, (2 * Each) + 1), (first, second, third));
        Assert.InRange(last, third + Each, Bridge.Messaging.Position.MaxOffset - Each + 1);
    }

    [Fact]
    public async Task Without_an_id_a_submission_runs_once_per_arrival()
    {
        await SubmitAsync(_node, null);
        await SubmitAsync(_node, null);

        Assert.Equal(2, _application.Runs);
    }

    [Fact]
    public async Task What_is_only_published_is_published_once_however_often_it_comes()
    {
        var first = await SubmitAsync(_node, 1, "published");
        var second = await SubmitAsync(_node.Beside(), 1, "published");

        Assert.Equal(Position(first), Position(second));
        Assert.Equal(1, (await _node.HeadAsync("published")).Offset);
    }

    [Theory]
    [InlineData("closed", "submit_forbidden")]
    [InlineData("nowhere", "channel_forbidden")]
    public async Task Where_nothing_may_be_submitted_nothing_is(string channel, string code) => Assert.Equal(code, Say(await SubmitAsync(_node, 1, channel)));

    [Fact]
    public async Task A_payload_that_is_none_reaches_no_handler()
    {
        Assert.Equal("json", Say(await SubmitAsync(_node, 1, "handled", Payload.Json("{"))));
        Assert.Equal("payload_too_large", Say(await SubmitAsync(_node, 1, "handled", Payload.Binary(new byte[70_000]))));
        Assert.Equal(0, _application.Runs);
    }

    [Fact]
    public async Task The_handler_is_told_the_time_it_has()
    {
        _application.Next = "waits for the time-out";
        var submitted = SubmitAsync(_node, 1).AsTask();
        _node.Scheduler.Advance(_node.Options.SubmissionTimeout);

        Assert.Equal("handler_failed", Say(await submitted));
    }

    private ValueTask<ServerReply> SubmitAsync(Node node, long? id, string channel = "handled", Payload? payload = null) =>
        node.Gate.SubmitAsync(new ClientIntent.Submit(id, channel, payload ?? Ping), Session, Caller.Anonymous, Stop);

    private static string Say(ServerReply reply) => reply switch
    {
        ServerReply.Accepted { Reply: { } payload } => $"accepted {payload.Kind} {Convert.ToHexString(payload.Bytes.Span)}",
        ServerReply.Accepted { Position: not null } => "accepted at a position",
        ServerReply.Accepted => "accepted",
        ServerReply.SubmitRefused refused => refused.Refusal.Code,
        _ => "?",
    };

    private static Position? Position(ServerReply reply) => (reply as ServerReply.Accepted)?.Position;
}
