using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Sessions;

/// <summary>What an application orders about a user's sessions, carried out on every node and on nobody else.</summary>
public sealed class SessionControlTests : IAsyncLifetime
{
    private readonly Authorizer _door = new();
    private readonly Node _one = new();
    private readonly Node _two;
    private readonly List<SessionOrders> _orders = [];
    private readonly SessionControl _control;

    public SessionControlTests()
    {
        _two = _one.Beside(authorizer: _door);
        _control = new SessionControl(_one.Store.Sessions, _one.Log, _one.Store.Backplane);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await FollowAsync(_one);
        await FollowAsync(_two);
    }

    public ValueTask DisposeAsync()
    {
        _orders.ForEach(orders => orders.Dispose());
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task All_that_is_a_users_ends_on_every_node_and_nothing_of_anybody_else()
    {
        var (first, second, bobs) = (await OpenAsync(_one, "alice"), await OpenAsync(_two, "alice"), await OpenAsync(_two, "bob"));
        using var guest = await _one.Channels.ReadAsync(Node.User("alice"), "news", Since.Now, inline: false, Stop);
        using var nobody = await _one.Channels.ReadAsync(Caller.Anonymous, "news", Since.Now, inline: false, Stop);

        Assert.Equal(2, await _control.EndAsync("alice", Stop));
        _one.Scheduler.RunAll();

        Assert.Equal((CloseReason.Revoked, CloseReason.Revoked, null), (first.Ended, second.Ended, bobs.Ended));
        Assert.Equal((CloseReason.Revoked, null), (guest!.Ended, nobody!.Ended));
        Assert.Equal(CloseReason.SessionUnknown, (await _two.Desk.PollAsync(first.Seat.Token, new ClientIntent.Poll(null, null, null, null), Node.User("alice"), Stop)).Reason);
    }

    [Fact]
    public async Task Who_signs_in_again_before_a_node_hears_of_the_logout_comes_again_and_goes_on()
    {
        await _control.EndAsync("alice", Stop); // the nodes have it before them
        var again = await OpenAsync(_one, "alice");
        _one.Scheduler.RunAll();
        Assert.Equal(CloseReason.Renew, again.Ended); // what showed him may be of before
        Assert.NotNull((await _two.Desk.PollAsync(again.Seat.Token, new ClientIntent.Poll(null, null, null, null), Node.User("alice"), Stop)).Seat);
    }

    [Fact]
    public async Task A_lease_that_is_taken_a_moment_after_its_session_was_ended_ends_too()
    {
        var seat = await SeatAsync(_one, "alice"); // the store let it in
        await _control.EndAsync("alice", Stop);
        _one.Scheduler.RunAll(); // and the node has heard
        using var late = _one.Desk.Lease(seat, inline: false);
        _one.Scheduler.RunAll();
        Assert.Equal(CloseReason.Renew, late.Ended);
        Assert.Equal(CloseReason.SessionUnknown, (await _one.Desk.PollAsync(seat.Token, new ClientIntent.Poll(null, null, null, null), Node.User("alice"), Stop)).Reason);
    }

    [Fact]
    public async Task A_node_that_starts_later_ends_nobody_for_orders_of_before()
    {
        await OpenAsync(_one, "alice");
        await _control.EndAsync("alice", Stop);
        var next = _one.Beside();
        await FollowAsync(next);
        var again = await OpenAsync(next, "alice");
        _one.Scheduler.RunAll();
        Assert.Null(again.Ended);
    }

    [Fact]
    public async Task Who_waits_is_asked_at_the_door_again_when_his_rights_change()
    {
        var (alice, bob) = (await OpenAsync(_two, "alice"), await OpenAsync(_two, "bob"));
        await _control.RecheckAsync("alice", Stop);
        _one.Scheduler.RunAll();
        Assert.Equal((CloseReason.Renew, null), (alice.Ended, bob.Ended));
        Assert.Equal(Advice.Resume, CloseReason.Renew.Advice);
    }

    [Fact]
    public async Task A_session_between_two_polls_loses_with_the_next_one_what_it_may_no_longer_read_and_keeps_the_rest()
    {
        var seat = await SeatAsync(_two, "alice");
        foreach (var channel in new[] { "news", "secret" })
        {
            Assert.IsType<ServerReply.Subscribed>(await _two.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe(channel, Since.Now), Stop));
        }

        _door.Refused.Add("secret");
        await _control.RecheckAsync("alice", Stop);
        _one.Scheduler.RunAll();

        var poll = await PollAsync(seat);
        Assert.Equal("secret", Assert.IsType<ServerReply.SubscribeRefused>(Assert.Single(poll.Replies)).Channel);
        Assert.Equal(["news"], poll.Seat!.Session.Subscriptions.Select(subscription => subscription.Channel.Value));
        Assert.Empty((await PollAsync(seat)).Replies);

        _two.Scheduler.Advance(_two.Options.Lifetime); // no session of before can live any more
        Assert.False(_two.Desk.Rechecks.Holds("alice"));
    }

    [Fact]
    public async Task A_node_that_starts_later_still_asks_those_who_poll()
    {
        await _control.RecheckAsync("alice", Stop);
        var next = _one.Beside();
        await FollowAsync(next);
        _one.Scheduler.RunAll();
        Assert.True(next.Desk.Rechecks.Holds("alice"));
        Assert.False(next.Desk.Rechecks.Holds("bob"));
    }

    [Fact]
    public async Task Where_orders_were_lost_everybody_comes_again()
    {
        var node = new Node(retention: new Retention { MaxMessages = 2 });
        await FollowAsync(node);
        var lease = await OpenAsync(node, "alice");
        using var guest = await node.Channels.ReadAsync(Caller.Anonymous, "news", Since.Now, inline: false, Stop);
        var control = new SessionControl(node.Store.Sessions, node.Log, node.Store.Backplane);
        for (var n = 0; n < 5; n++)
        {
            await control.EndAsync($"user {n}", Stop);
        }

        node.Scheduler.RunAll();
        Assert.Equal((CloseReason.Renew, CloseReason.Renew), (lease.Ended, guest!.Ended));
    }

    [Fact]
    public async Task What_nodes_tell_each_other_is_nobodys_to_read_or_to_write_whatever_the_rules_say()
    {
        await _control.EndAsync("alice", Stop);
        var seat = await SeatAsync(_one, "bob");
        Assert.IsType<ServerReply.SubscribeRefused>(await _one.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe(SessionOrder.Channel, Since.Oldest), Stop));
        Assert.Null(await _one.Channels.ReadAsync(Caller.Anonymous, SessionOrder.Channel, Since.Oldest, inline: false, Stop));
        await Assert.ThrowsAsync<BridgeException>(async () => await _one.PublishAsync(SessionOrder.Channel, "x"));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{}")]
    [InlineData("{\"do\":\"dance\",\"user\":\"alice\"}")]
    [InlineData("null")]
    public async Task An_order_that_is_none_is_passed_over(string text)
    {
        var lease = await OpenAsync(_one, "alice");
        await _one.Publisher.AppendAsync(SessionOrder.Channel, new[] { new Entry(Payload.Text(text), Audience.Everyone, null, null) }, null, Stop);
        await _control.EndAsync("alice", Stop);
        _one.Scheduler.RunAll();
        Assert.Equal(CloseReason.Revoked, lease.Ended);
    }

    [Fact]
    public async Task Nobody_is_no_user()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await _control.EndAsync("", Stop));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _control.RecheckAsync("", Stop));
    }

    [Fact]
    public async Task A_guest_is_asked_to_come_again_when_his_credentials_run_out()
    {
        var now = _one.Scheduler.Clock.GetUtcNow();
        using var guest = await _one.Channels.ReadAsync(Node.User("alice", now.AddSeconds(30)), "news", Since.Now, inline: false, Stop);
        _one.Scheduler.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(guest!.Ended);
        _one.Scheduler.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(CloseReason.Renew, guest.Ended);
    }

    private async Task FollowAsync(Node node)
    {
        var orders = new SessionOrders(
            node.Desk, node.Leases, node.Guests, node.Waiters, node.Log, node.Options, node.Scheduler, node.Wheel, NullLogger<SessionOrders>.Instance);
        _orders.Add(orders);
        await orders.StartAsync();
        node.Scheduler.RunAll();
    }

    private ValueTask<Seating> PollAsync(SessionSeat seat) => _two.Desk.PollAsync(seat.Token, new ClientIntent.Poll(null, null, null, null), seat.Caller, Stop);

    private static async Task<SessionSeat> SeatAsync(Node node, string user) =>
        (await node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Node.User(user), Stop)).Seat!;

    private static async Task<SessionLease> OpenAsync(Node node, string user) => node.Desk.Lease(await SeatAsync(node, user), inline: false);
}
