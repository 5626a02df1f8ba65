using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

/// <summary>One session moves between two nodes over one store.</summary>
public sealed class TwoNodesTests
{
    private readonly Node _one = new();
    private readonly Node _two;

    public TwoNodesTests() => _two = _one.Beside();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_higher_attempt_ends_the_lower_ones_lease_wherever_it_is()
    {
        var (token, first) = await OpenAsync(_one, null);
        using var old = _one.Desk.Lease(first, inline: false);
        var (_, second) = await OpenAsync(_two, token);
        Assert.Equal(CloseReason.Superseded, old.Ended);

        using var current = _two.Desk.Lease(second, inline: false);
        Assert.Null(current.Ended);
        var (_, third) = await OpenAsync(_one, token);
        Assert.Equal(CloseReason.Superseded, current.Ended);
        Assert.Equal(3, third.Session.Attempt);
    }

    [Fact]
    public async Task On_one_node_the_higher_attempt_ends_the_lower_ones_lease_without_waiting_for_its_own()
    {
        var (token, first) = await OpenAsync(_one, null);
        using var old = _one.Desk.Lease(first, inline: false);
        await OpenAsync(_one, token);

        Assert.Equal(CloseReason.Superseded, old.Ended);
    }

    [Fact]
    public async Task A_lower_attempt_that_comes_late_is_born_superseded()
    {
        var (token, late) = await OpenAsync(_one, null);
        var (_, second) = await OpenAsync(_one, token);
        using var current = _one.Desk.Lease(second, inline: false);
        using var born = _one.Desk.Lease(late, inline: false);

        Assert.Equal(CloseReason.Superseded, born.Ended);
        Assert.True(born.Reader.Subscriptions.IsEmpty);
        Assert.Null(current.Ended);
        born.Dispose();
        Assert.Equal(1, _one.Leases.Count);
    }

    [Fact]
    public async Task A_poll_that_comes_twice_is_answered_where_it_came_last()
    {
        var (token, _) = await OpenAsync(_one, null);
        var poll = new ClientIntent.Poll(null, 2, null, null);
        var first = await _one.Desk.PollAsync(token.Hash(), poll, Caller.Anonymous, Stop);
        using var lost = _one.Desk.Lease(first.Seat!, inline: false); // its connection is dead, and nobody here knows yet
        var second = await _one.Desk.PollAsync(token.Hash(), poll, Caller.Anonymous, Stop);
        using var current = _one.Desk.Lease(second.Seat!, inline: false);

        Assert.Equal((CloseReason.Superseded, null), (lost.Ended, current.Ended));
        await OpenAsync(_one, token);
        Assert.Equal(CloseReason.Superseded, current.Ended);
    }

    [Fact]
    public async Task A_lease_that_moved_away_before_it_was_served_is_born_superseded()
    {
        var (token, seat) = await OpenAsync(_one, null);
        await OpenAsync(_two, token); // its signal finds nothing to end here yet
        using var lease = _one.Desk.Lease(seat, inline: false);

        Assert.Equal(CloseReason.Superseded, lease.Ended);
    }

    [Fact]
    public async Task A_lost_signal_is_healed_by_the_next_visit()
    {
        var (token, first) = await OpenAsync(_one, null);
        using var old = _one.Desk.Lease(first, inline: false);
        _one.Leases.Dispose(); // deaf
        await OpenAsync(_two, token);

        Assert.Null(old.Ended);
        Assert.Equal(CloseReason.Superseded, await _one.Desk.FlushAsync(first, null, Stop));
    }

    [Fact]
    public async Task A_session_goes_on_elsewhere_from_what_it_has_acknowledged()
    {
        var (token, first) = await OpenAsync(_one, null);
        await _one.Desk.SubscribeAsync(first, new ClientIntent.Subscribe("a", Since.Now), Stop);
        var acked = await _one.PublishAsync("a", "one");
        await _one.PublishAsync("a", "two");
        await _one.Desk.FlushAsync(first, Cursor.Of("a", acked), Stop);

        var (_, second) = await OpenAsync(_two, token);
        using var lease = _two.Desk.Lease(second, inline: false);
        var loop = Loop.Run(lease.Reader);
        await _one.PublishAsync("a", "three");
        _one.Scheduler.RunAll();

        Assert.Equal(["two", "three"], loop.Texts);
    }

    [Fact]
    public async Task A_cursor_that_the_client_brings_wins_over_what_was_acknowledged()
    {
        var (token, first) = await OpenAsync(_one, null);
        await _one.Desk.SubscribeAsync(first, new ClientIntent.Subscribe("a", Since.Now), Stop);
        await _one.PublishAsync("a", "one");
        var handled = await _one.PublishAsync("a", "two");
        await _one.PublishAsync("a", "three");

        var poll = await _two.Desk.PollAsync(token.Hash(), new ClientIntent.Poll(null, 2, Cursor.Of("a", handled), null), Caller.Anonymous, Stop);
        using var lease = _two.Desk.Lease(poll.Seat!, inline: false);
        var loop = Loop.Run(lease.Reader);
        _one.Scheduler.RunAll();

        Assert.Equal(["three"], loop.Texts);
        Assert.Equal(handled, poll.Seat!.Session.Subscriptions[0].Acked);
    }

    [Fact]
    public async Task A_session_closed_on_one_node_is_closed_on_the_other()
    {
        var (token, first) = await OpenAsync(_one, null);
        using var lease = _one.Desk.Lease(first, inline: false);
        var joined = await _two.Desk.JoinAsync(token, Caller.Anonymous, Stop);
        await _two.Desk.CloseAsync(joined.Seat!, Stop);

        Assert.Equal(CloseReason.Closed, lease.Ended);
    }

    [Fact]
    public async Task A_node_that_goes_away_says_so_to_everybody()
    {
        var (_, seat) = await OpenAsync(_one, null);
        using var lease = _one.Desk.Lease(seat, inline: false);
        _one.Leases.EndAll(CloseReason.Restarting);
        lease.End(CloseReason.Closed);

        Assert.Equal(CloseReason.Restarting, lease.Ended); // the first reason counts
        lease.Dispose();
        Assert.Equal(0, _one.Leases.Count);
    }

    [Fact]
    public async Task Who_comes_while_the_node_goes_away_is_told_so_too()
    {
        var (_, seat) = await OpenAsync(_one, null);
        _one.Leases.EndAll(CloseReason.Restarting);
        using var lease = _one.Desk.Lease(seat, inline: false);

        Assert.Equal(CloseReason.Restarting, lease.Ended);
    }

    [Fact]
    public async Task What_a_lease_is_to_say_is_taken_once_and_in_order()
    {
        var (_, seat) = await OpenAsync(_one, null);
        using var lease = _one.Desk.Lease(seat, inline: false);
        lease.Say(ServerReply.Pong.Instance);
        lease.Say(ServerReply.Ping.Instance);

        Assert.Equal([ServerReply.Pong.Instance, ServerReply.Ping.Instance], lease.TakeReplies());
        Assert.Null(lease.TakeReplies());
    }

    private static async Task<(SessionToken Token, SessionSeat Seat)> OpenAsync(Node node, SessionToken? token)
    {
        var seating = await node.Desk.OpenAsync(new ClientIntent.Open(token, null, null, null), Caller.Anonymous, Stop);
        Assert.Null(seating.Reason);
        return (token ?? ((ServerReply.Opened)seating.Replies[0]).Token!.Value, seating.Seat!);
    }
}
