using Bridge.Messaging;
using Bridge.Tests.Sessions;
using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

public sealed class UpstreamPollTests
{
    private readonly EventsBackend _backend = new();

    [Fact]
    public async Task Items_arrive_verbatim_in_order_each_with_its_cursor()
    {
        var polled = new Polled(Shapes.Events, _backend);
        _backend.Add("a", "b");
        polled.Join();
        _backend.Add("c");
        polled.Node.Scheduler.RunAll();

        Assert.Equal(_backend.Items, await polled.TextsAsync());
        Assert.Equal(["1", "2", "3"], (await polled.ReadAsync()).Select(message => message.Checkpoint?.Text));
        Assert.Equal(["/events?lastId=0", "/events?lastId=2", "/events?lastId=3"], _backend.Asked);
        Assert.Equal((UpstreamPhase.Polling, "3", 3), (polled.State.Phase, polled.State.Cursor, polled.State.Items));
    }

    [Fact]
    public async Task Polling_begins_with_the_first_who_waits_lingers_after_the_last_and_goes_on_where_it_stood()
    {
        var polled = new Polled(Shapes.Events, _backend);
        Assert.Empty(_backend.Asked);

        var (one, other) = (polled.Node.NewReader(), polled.Node.NewReader());
        one.Add("board", await polled.Node.StartAsync("board"), TagSet.None);
        other.Add("board", await polled.Node.StartAsync("board"), TagSet.None);
        polled.Node.Scheduler.RunAll();
        Assert.Equal(1, _backend.Held);
        _backend.Add("a");
        polled.Node.Scheduler.RunAll();

        one.Leave();
        other.Leave();
        polled.Advance(119);
        Assert.Equal(1, _backend.Held);
        polled.Advance(2);
        Assert.Equal(0, _backend.Held);
        Assert.Empty(polled.Desk.States);

        _backend.Add("b");
        polled.Join();
        Assert.Equal(["/events?lastId=0", "/events?lastId=1", "/events?lastId=1", "/events?lastId=2"], _backend.Asked);
        Assert.Equal(_backend.Items, await polled.TextsAsync());
        Assert.Equal(1, _backend.MostHeld);
    }

    [Fact]
    public void Who_comes_back_while_it_lingers_is_served_by_the_same_poll()
    {
        var polled = new Polled(Shapes.Events, _backend);
        polled.Join().Leave();
        polled.Advance(100);
        polled.Join();
        polled.Advance(1_000);

        Assert.Single(_backend.Asked);
        Assert.Equal(1, _backend.Held);
    }

    [Fact]
    public async Task A_backend_that_is_down_is_asked_seldom_and_nothing_is_lost_once_it_is_back()
    {
        var polled = new Polled(Shapes.Events, _backend);
        _backend.Add("a");
        polled.Join();
        _backend.Instead = _ => BackendAnswer.None("The backend can't be reached.");
        _backend.EndHolds();
        polled.Advance(500);

        Assert.InRange(_backend.Asked.Count, 18, 42); // 30 s apart at most, half of that at least
        Assert.Equal(UpstreamPhase.Down, polled.State.Phase);
        Assert.Equal("backend: The backend can't be reached.", polled.State.LastFault);

        _backend.Add("b", "c");
        _backend.Instead = _ => null;
        polled.Advance(31);
        Assert.Equal(_backend.Items, await polled.TextsAsync());
        Assert.Equal((UpstreamPhase.Polling, 0), (polled.State.Phase, polled.State.FailuresInRow));
    }

    [Fact]
    public async Task A_backend_that_began_anew_is_noticed_by_its_lower_head()
    {
        var polled = new Polled(Shapes.Probed, _backend);
        _backend.Add("a", "b", "c");
        polled.Join();
        _backend.Restart();
        polled.Node.Scheduler.RunAll();
        _backend.Add("new");
        polled.Advance(5);

        Assert.Equal(["a", "b", "c", "new"], (await polled.TextsAsync()).Select(item => item.Split('"')[^2]));
        Assert.Equal(1, polled.State.Restarts);
        _backend.Add("newer");
        polled.Node.Scheduler.RunAll();
        Assert.Equal(5, (await polled.ReadAsync()).Count);
    }

    [Fact]
    public async Task Items_that_come_again_are_kept_once_and_their_ids_count_anew_after_a_restart()
    {
        var backend = new EventsBackend { IsInclusive = true };
        var polled = new Polled(Shapes.InclusiveProbed, backend);
        backend.Add("a", "b");
        polled.Join();
        backend.Add("c");
        polled.Node.Scheduler.RunAll();
        Assert.Equal(backend.Items, await polled.TextsAsync());

        backend.Restart();
        backend.Add("x", "y");
        polled.Advance(5);
        Assert.Equal(["a", "b", "c", "x", "y"], (await polled.TextsAsync()).Select(item => item.Split('"')[^2]));
    }

    [Fact]
    public async Task What_a_node_that_ended_had_seen_is_not_kept_twice_by_the_next()
    {
        var backend = new EventsBackend { IsInclusive = true };
        var first = new Polled(Shapes.Inclusive, backend);
        backend.Add("a", "b");
        first.Join();
        first.Desk.Dispose();
        backend.Add("c");

        var next = new Polled(Shapes.Inclusive, backend, first.Node);
        next.Join();
        Assert.Equal(backend.Items, await next.TextsAsync());
    }

    [Fact]
    public async Task Of_a_state_only_changes_are_kept()
    {
        var state = 1;
        _backend.Instead = _ => EventsBackend.Json($$"""{"state":{{state}}}""");
        var polled = new Polled(Shapes.State, _backend);
        polled.Join();
        polled.Advance(10);
        state = 2;
        polled.Advance(10);

        Assert.Equal(["""{"state":1}""", """{"state":2}"""], await polled.TextsAsync());
        Assert.InRange(_backend.Asked.Count, 19, 22);
    }

    [Theory]
    [InlineData("<html>not logged in</html>", "body: The body is no JSON.")]
    [InlineData("{\"error\":1}", "items.path: '' is no array, it is an object.")]
    public void An_answer_that_makes_no_sense_is_a_failure_that_an_operator_can_read(string body, string fault)
    {
        _backend.Instead = _ => EventsBackend.Json(body);
        var polled = new Polled(Shapes.Events, _backend);
        polled.Join();

        Assert.Equal((UpstreamPhase.Failing, fault), (polled.State.Phase, polled.State.LastFault));
    }

    [Fact]
    public async Task An_item_too_large_for_a_message_stops_nothing_but_its_own_channel_and_says_so()
    {
        var polled = new Polled(Shapes.Events, _backend);
        _backend.Add(new string('x', polled.Node.Options.MaxPayloadBytes + 1));
        polled.Join();

        Assert.Equal(UpstreamPhase.Failing, polled.State.Phase);
        Assert.Contains("payload", polled.State.LastFault, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await polled.ReadAsync());
    }

    [Fact]
    public void A_rule_that_says_stop_ends_the_poll_for_a_minute()
    {
        _backend.Instead = _ => EventsBackend.Json("{}", 409);
        var polled = new Polled(Shapes.Events.Replace("\"pace\"", "\"rules\": [{ \"when\": { \"status\": [409] }, \"do\": \"stop\" }], \"pace\"", StringComparison.Ordinal), _backend);
        polled.Join();
        Assert.Equal(UpstreamPhase.Stopped, polled.State.Phase);
        polled.Join();
        Assert.Single(_backend.Asked);

        polled.Advance(61);
        polled.Join();
        Assert.Equal(2, _backend.Asked.Count);
    }

    [Fact]
    public void A_poll_that_was_stopped_rests_though_nobody_waits_and_then_takes_up_no_place()
    {
        _backend.Instead = _ => EventsBackend.Json("{}", 409);
        var polled = new Polled(Shapes.Events.Replace("\"pace\"", "\"rules\": [{ \"when\": { \"status\": [409] }, \"do\": \"stop\" }], \"pace\"", StringComparison.Ordinal), _backend);
        for (var n = 0; n < 3; n++)
        {
            polled.Join().Leave();
            polled.Advance(10);
        }

        Assert.Single(_backend.Asked);
        polled.Advance(40);
        Assert.Empty(polled.Desk.States);
    }

    [Fact]
    public void Who_came_and_left_before_it_began_takes_up_no_place()
    {
        var polled = new Polled(Shapes.Private, _backend, options: new UpstreamOptions { MaxPolls = 1 });
        polled.Desk.Join(polled.Source, "one", new Dictionary<string, string>(), [])!.Leave();
        polled.Node.Scheduler.RunAll();

        Assert.Empty(_backend.Asked);
        Assert.NotNull(polled.Desk.Join(polled.Source, "other", new Dictionary<string, string>(), []));
    }

    [Fact]
    public void Who_polls_by_an_interval_keeps_the_backend_polled_between_its_polls()
    {
        var polled = new Polled(
            Shapes.Private.Replace("\"match\"", "\"wait\": { \"default\": \"0s\" }, \"match\"", StringComparison.Ordinal)
                .Replace("\"min\": \"0s\"", "\"interval\": \"5s\"", StringComparison.Ordinal), _backend);
        polled.Desk.Join(polled.Source, "board:me", new Dictionary<string, string>(), [])!.Leave();
        polled.Advance(10);
        Assert.Single(polled.Desk.States);
        Assert.NotEmpty(_backend.Asked);

        polled.Advance(10);
        Assert.Empty(polled.Desk.States);
    }

    [Fact]
    public async Task A_poll_that_goes_on_after_the_log_first_looks_whether_the_backend_began_anew_meanwhile()
    {
        var first = new Polled(Shapes.Probed, _backend);
        _backend.Add("a", "b", "c");
        first.Join();
        first.Desk.Dispose();
        _backend.Restart();
        _backend.Add("new");

        var next = new Polled(Shapes.Probed, _backend, first.Node);
        next.Join();
        next.Advance(1);
        Assert.Equal(["a", "b", "c", "new"], (await next.TextsAsync()).Select(item => item.Split('"')[^2]));
    }

    [Fact]
    public void More_polls_than_allowed_are_refused()
    {
        var polled = new Polled(Shapes.Events, _backend, options: new UpstreamOptions { MaxPolls = 1 });
        polled.Join();

        Assert.Null(polled.Desk.Join(polled.Source, "other", new Dictionary<string, string>(), []));
    }

    [Fact]
    public async Task A_state_that_a_node_before_kept_is_not_kept_again()
    {
        _backend.Instead = _ => EventsBackend.Json("""{"state":1}""");
        var first = new Polled(Shapes.State, _backend);
        first.Join();
        first.Advance(3);
        first.Desk.Dispose();
        first.Node.Scheduler.RunAll();

        var next = new Polled(Shapes.State, _backend, first.Node);
        next.Join();
        next.Advance(3);
        Assert.Equal(["""{"state":1}"""], await next.TextsAsync());
    }
}
