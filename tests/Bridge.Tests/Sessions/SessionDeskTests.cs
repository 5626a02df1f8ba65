using System.Diagnostics.Metrics;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

public sealed class SessionDeskTests
{
    private readonly Authorizer _authorizer = new();
    private readonly Node _node;

    public SessionDeskTests() => _node = new Node(
        authorizer: _authorizer, options: new SessionOptions { MaxSubscriptions = 3 }, retention: new Retention { MaxMessages = 10 },
        rules: new ChannelRules().Add("*").Add("said", rule => rule.AcceptSubmissions()));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_begins_with_a_token_and_attempt_1()
    {
        var (seat, opened) = await OpenAsync(null);

        Assert.NotNull(opened.Token);
        Assert.Equal((1, 1), (opened.Attempt, opened.NextSubmission));
        Assert.Equal((seat.Session.Id, true), (opened.Session, seat.HasLease));
    }

    [Fact]
    public async Task Going_on_takes_the_next_attempt_and_tells_no_token()
    {
        var (_, first) = await OpenAsync(null);
        var (_, second) = await OpenAsync(first.Token);

        Assert.Equal((first.Session, 2, null), (second.Session, second.Attempt, second.Token));
    }

    [Theory]
    [InlineData("bob", "p", 5L, "session_unknown")]
    [InlineData("ann", "q", 5L, "page_copy")]
    [InlineData("ann", "p", 3L, "superseded")]
    [InlineData("ann", "p", 4L, null)]
    [InlineData("ann", null, null, null)]
    public async Task Owner_page_and_attempt_must_fit(string owner, string? page, long? attempt, string? refused)
    {
        var ann = Node.User("ann");
        var (_, opened) = await OpenAsync(null, ann, new ClientIntent.Open(null, "p", 4, null));
        var open = await _node.Desk.OpenAsync(new ClientIntent.Open(opened.Token, page, attempt, null), Node.User(owner), Stop);
        var poll = await _node.Desk.PollAsync(opened.Token!.Value.Hash(), new ClientIntent.Poll(page, attempt is null ? null : attempt + 1, null, null), Node.User(owner), Stop);

        Assert.Equal(refused, open.Reason?.Code);
        Assert.Equal(attempt == 3 ? null : refused, poll.Reason?.Code);
    }

    [Fact]
    public async Task Who_begins_one_session_more_than_a_user_may_have_loses_the_one_visited_longest_ago()
    {
        var forgotten = 0L;
        using var counting = Count("bridge.limits.reached", times => forgotten += times);
        _node.Options.MaxSessionsPerUser = 2;
        var tokens = new List<SessionToken>();
        foreach (var user in new[] { "ann", "ann", "bob", "ann" })
        {
            var (_, opened) = await OpenAsync(null, Node.User(user));
            tokens.Add(opened.Token!.Value);
            _node.Scheduler.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(CloseReason.SessionUnknown, (await _node.Desk.JoinAsync(tokens[0], Node.User("ann"), Stop)).Reason);
        Assert.Null((await _node.Desk.JoinAsync(tokens[1], Node.User("ann"), Stop)).Reason);
        Assert.Null((await _node.Desk.JoinAsync(tokens[2], Node.User("bob"), Stop)).Reason);
        Assert.Null((await _node.Desk.JoinAsync(tokens[3], Node.User("ann"), Stop)).Reason);
        for (var nobody = 0; nobody < 4; nobody++)
        {
            tokens.Add((await OpenAsync(null)).Opened.Token!.Value);
        }

        Assert.Null((await _node.Desk.JoinAsync(tokens[4], Caller.Anonymous, Stop)).Reason);
        Assert.Equal(1, forgotten);
    }

    [Fact]
    public async Task A_page_that_signs_in_or_out_leaves_its_session()
    {
        var (_, opened) = await OpenAsync(null);
        Assert.Equal(CloseReason.SessionUnknown, (await _node.Desk.JoinAsync(opened.Token!.Value, Node.User("ann"), Stop)).Reason);
    }

    [Fact]
    public async Task Subscribing_again_keeps_the_place_unless_a_position_is_named()
    {
        var (seat, _) = await OpenAsync(null);
        var start = await SubscribeAsync(seat, "a", Since.Now);
        await _node.PublishAsync("a", "one");

        Assert.Equal(start, await SubscribeAsync(seat, "a", Since.Now));
        Assert.Equal(start, await SubscribeAsync(seat, "a", Since.Oldest));
        Assert.Equal(start.Plus(1), await SubscribeAsync(seat, "a", Since.After(start.Plus(1))));
    }

    [Fact]
    public async Task A_subscription_has_a_limit_and_a_door()
    {
        var (seat, _) = await OpenAsync(null);
        _authorizer.Refused.Add("secret");
        Assert.Equal("channel_forbidden", await RefusedAsync(seat, "secret"));
        foreach (var channel in (ChannelName[])["a", "b", "c", "c"])
        {
            await SubscribeAsync(seat, channel, Since.Now);
        }

        Assert.Equal("too_many_channels", await RefusedAsync(seat, "d"));
        Assert.IsType<ServerReply.Unsubscribed>(await _node.Desk.UnsubscribeAsync(seat, "a", Stop));
        await SubscribeAsync(seat, "d", Since.Now);
    }

    [Fact]
    public async Task Rights_that_have_gone_are_gone_when_a_session_goes_on()
    {
        var (seat, opened) = await OpenAsync(null);
        await SubscribeAsync(seat, "a", Since.Now);
        await SubscribeAsync(seat, "b", Since.Now);
        _authorizer.Refused.Add("a");

        var seating = await _node.Desk.OpenAsync(new ClientIntent.Open(opened.Token, null, null, null), Caller.Anonymous, Stop);

        Assert.Equal("a", Assert.Single(seating.Replies.OfType<ServerReply.SubscribeRefused>()).Channel);
        Assert.Equal("b", Assert.Single(seating.Seat!.Session.Subscriptions).Channel.Value);
    }

    [Fact]
    public async Task Tags_that_have_gone_are_gone_when_a_session_goes_on()
    {
        _authorizer.Tags = TagSet.Of("admin");
        var (seat, opened) = await OpenAsync(null);
        await SubscribeAsync(seat, "a", Since.Now);
        _authorizer.Tags = TagSet.Of("member");
        var (resumed, _) = await OpenAsync(opened.Token);
        using var lease = _node.Desk.Lease(resumed, inline: false);
        var loop = Loop.Run(lease.Reader);
        await _node.PublishAsync("a", "for admins", Audience.Tagged("admin"));
        await _node.PublishAsync("a", "for members", Audience.Tagged("member"));
        _node.Scheduler.RunAll();

        Assert.Equal(["for members"], loop.Texts);
    }

    [Fact]
    public async Task A_resumed_page_that_counts_on_from_the_number_it_was_given_is_never_taken_for_a_retry()
    {
        var (seat, opened) = await OpenAsync(null);
        await SubmitAsync(seat, opened.NextSubmission);
        _node.Scheduler.Advance(TimeSpan.FromSeconds(1));
        var (again, reopened) = await OpenAsync(opened.Token);
        await SubmitAsync(again, reopened.NextSubmission);

        Assert.Equal(2, (await _node.HeadAsync("said")).Offset);
        Assert.True(reopened.NextSubmission < Position.MaxOffset);
    }

    [Fact]
    public async Task Acknowledgements_beyond_the_head_or_of_another_epoch_are_ignored_and_counted()
    {
        var ignored = 0L;
        using var counting = Count("bridge.acks.ignored", times => ignored += times);
        var (seat, _) = await OpenAsync(null);
        var start = await SubscribeAsync(seat, "a", Since.Now);
        await _node.PublishAsync("a", "one");

        await _node.Desk.AckAsync(seat, Cursor.Of("a", start.Plus(2)), Stop);
        await _node.Desk.AckAsync(seat, Cursor.Of("a", new Position(new Epoch(9), 1)), Stop);
        Assert.Equal(start, seat.Session.Subscriptions[0].Acked);
        await _node.Desk.AckAsync(seat, Cursor.Of("a", start.Plus(1)), Stop);
        await _node.Desk.AckAsync(seat, Cursor.Of("a", start), Stop);
        Assert.Equal(start.Plus(1), seat.Session.Subscriptions[0].Acked);
        Assert.Equal(2, ignored);
    }

    [Fact]
    public async Task A_start_ahead_of_the_channel_is_a_gap_and_no_acknowledgement()
    {
        var (seat, opened) = await OpenAsync(null);
        await _node.PublishAsync("a", "one");
        var head = await _node.HeadAsync("a");
        await SubscribeAsync(seat, "a", Since.After(head.Plus(1_000)));
        var standings = new List<Standing>();
        await _node.Store.Sessions.ListAsync("a", standings, Stop);
        Assert.False(head.IsBefore(standings[0].Acked));

        await _node.Desk.AckAsync(seat, Cursor.Of("a", head), Stop);
        var (resumed, _) = await OpenAsync(opened.Token);
        Assert.Equal(head, resumed.Session.Subscriptions[0].Acked);
    }

    [Fact]
    public async Task A_channel_subscribed_anew_starts_where_the_answer_said()
    {
        await _node.PublishAsync("a", "old");
        var start = await _node.StartAsync("a");
        var (seat, _) = await OpenAsync(null, null, new ClientIntent.Open(null, null, null, Cursor.Of("a", start)));
        await SubscribeAsync(seat, "a", Since.Now);
        using var lease = _node.Desk.Lease(seat, inline: false);
        var loop = Loop.Run(lease.Reader);
        await _node.PublishAsync("a", "new");
        _node.Scheduler.RunAll();

        Assert.Equal(["new"], loop.Texts);
    }

    [Fact]
    public async Task More_positions_than_a_session_may_have_channels_are_not_looked_up()
    {
        var log = new FaultyLog(_node.Log);
        var node = new Node(_node.Scheduler, _node.Store, options: _node.Options, log: log);
        var cursor = new Cursor(Enumerable.Range(0, 5_000).Select(n => new KeyValuePair<ChannelName, Position>("c" + n, default)));

        Assert.Equal(CloseReason.SessionUnknown, (await node.Desk.PollAsync(new SessionToken("guess").Hash(), new ClientIntent.Poll(null, null, cursor, null), Caller.Anonymous, Stop)).Reason);
        Assert.InRange(log.Heads, 0, 3);
    }

    [Fact]
    public async Task Of_more_positions_than_a_session_may_have_channels_the_first_ones_count()
    {
        var (seat, opened) = await OpenAsync(null);
        var handled = new List<KeyValuePair<ChannelName, Position>>();
        foreach (var channel in (ChannelName[])["a", "b", "c"])
        {
            await SubscribeAsync(seat, channel, Since.Now);
            handled.Add(new(channel, await _node.PublishAsync(channel, "one")));
        }

        var cursor = new Cursor([.. handled, .. Enumerable.Range(0, 20).Select(n => new KeyValuePair<ChannelName, Position>("c" + n, default))]);
        var polled = await _node.Desk.PollAsync(opened.Token!.Value.Hash(), new ClientIntent.Poll(null, 2, cursor, null), Caller.Anonymous, Stop);

        Assert.Equal(handled.Select(pair => pair.Value), polled.Seat!.Session.Subscriptions.Select(subscription => subscription.Acked));
    }

    [Fact]
    public async Task Subscribing_to_a_channel_leaves_where_the_client_said_it_stands_in_another()
    {
        var (seat, opened) = await OpenAsync(null);
        await SubscribeAsync(seat, "a", Since.Now);
        var handled = await _node.PublishAsync("a", "one");
        var acked = await _node.PublishAsync("a", "two");
        await _node.Desk.AckAsync(seat, Cursor.Of("a", acked), Stop);
        var (again, _) = await OpenAsync(opened.Token, null, new ClientIntent.Open(opened.Token, null, null, Cursor.Of("a", handled))); // a page restored from before "two"
        await SubscribeAsync(again, "b", Since.Now);
        using var lease = _node.Desk.Lease(again, inline: false);

        Assert.Equal(["two"], Loop.Run(lease.Reader).Texts);
    }

    [Fact]
    public async Task Who_came_in_without_the_lease_is_not_superseded_by_who_takes_it()
    {
        var (_, opened) = await OpenAsync(null);
        var joined = (await _node.Desk.JoinAsync(opened.Token!.Value, Caller.Anonymous, Stop)).Seat!;
        await OpenAsync(opened.Token);

        Assert.Null(await _node.Desk.AckAsync(joined, Cursor.Empty, Stop));
    }

    [Fact]
    public async Task A_flush_that_comes_back_late_takes_no_subscription_along()
    {
        _authorizer.Tags = TagSet.Of("vip");
        var slow = new SlowSessions(_node.Store.Sessions);
        var node = new Node(_node.Scheduler, _node.Store, _node.Rules, _node.Options, sessions: slow, authorizer: _authorizer);
        var opened = await node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop);
        var seat = opened.Seat!;
        slow.Hold();
        var flush = node.Desk.FlushAsync(seat, null, Stop).AsTask(); // done at the store, its answer still under way
        await node.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe("a", Since.Now), Stop);
        slow.Release();
        Assert.Null(await flush);

        Assert.Equal(["vip"], Assert.Single(seat.Session.Subscriptions).Tags.Tags.ToArray());
    }

    [Fact]
    public async Task A_closed_session_is_gone()
    {
        var (seat, opened) = await OpenAsync(null);
        using var lease = _node.Desk.Lease(seat, inline: false);
        Assert.Equal(CloseReason.Closed, Assert.IsType<ServerReply.Closed>(await _node.Desk.CloseAsync(seat, Stop)).Reason);

        Assert.Equal(CloseReason.Closed, lease.Ended);
        Assert.Equal(CloseReason.SessionUnknown, (await _node.Desk.JoinAsync(opened.Token!.Value, Caller.Anonymous, Stop)).Reason);
        Assert.Equal(CloseReason.SessionUnknown, await _node.Desk.FlushAsync(seat, null, Stop));
    }

    private MeterListener Count(string instrument, Action<long> count)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (published, self) =>
            {
                if (published.Name == instrument && published.Meter == _node.Meters.Meter)
                {
                    self.EnableMeasurementEvents(published);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => count(value));
        listener.Start();
        return listener;
    }

    private async Task<(SessionSeat Seat, ServerReply.Opened Opened)> OpenAsync(SessionToken? token, Caller? caller = null, ClientIntent.Open? open = null)
    {
        var seating = await _node.Desk.OpenAsync(open ?? new ClientIntent.Open(token, null, null, null), caller ?? Caller.Anonymous, Stop);
        Assert.Null(seating.Reason);
        return (seating.Seat!, Assert.IsType<ServerReply.Opened>(seating.Replies[0]));
    }

    private async Task<Position> SubscribeAsync(SessionSeat seat, ChannelName channel, Since since) =>
        Assert.IsType<ServerReply.Subscribed>(await _node.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe(channel, since), Stop)).Position;

    private async Task<string> RefusedAsync(SessionSeat seat, ChannelName channel) =>
        Assert.IsType<ServerReply.SubscribeRefused>(await _node.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe(channel, Since.Now), Stop)).Refusal.Code;

    private async Task SubmitAsync(SessionSeat seat, long id) =>
        Assert.IsType<ServerReply.Accepted>(await _node.Desk.SubmitAsync(seat, new ClientIntent.Submit(id, "said", Payload.Text("hello")), Stop));
}
