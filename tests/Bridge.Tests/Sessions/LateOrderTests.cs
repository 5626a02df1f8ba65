using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Sessions;

/// <summary>Orders about a user that are heard while he is on his way in: nobody slips past them, and nobody is ended who came after them.</summary>
public sealed class LateOrderTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly Node _one = new();
    private readonly SlowDoor _door = new();
    private readonly Node _two;
    private readonly List<SessionOrders> _orders = [];
    private readonly SessionControl _control;

    public LateOrderTests()
    {
        _two = _one.Beside(authorizer: _door);
        _control = new SessionControl(_one.Store.Sessions, _one.Log, _one.Store.Backplane);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _orders.ForEach(orders => orders.Dispose());

    [Fact]
    public async Task A_socket_that_was_there_before_its_user_signed_out_brings_him_back_to_nothing()
    {
        await FollowAsync(_two);
        var before = Now("alice"); // the handshake; the socket opens no session yet
        await _control.EndAsync("alice", Stop);
        _one.Scheduler.RunAll();

        Assert.Equal(CloseReason.Renew, (await OpenAsync(_two, before)).Reason);

        _one.Scheduler.Advance(Moment);
        Assert.NotNull((await OpenAsync(_two, Now("alice"))).Seat); // whoever the authentication says by now
        Assert.NotNull((await OpenAsync(_two, Now("bob") with { Came = before.Came })).Seat);
    }

    [Fact]
    public async Task A_lease_that_is_taken_after_a_recheck_its_door_was_asked_before_comes_again()
    {
        await FollowAsync(_two);
        var seat = (await OpenAsync(_two, Now("alice"))).Seat!;
        await _control.RecheckAsync("alice", Stop);
        _one.Scheduler.RunAll();

        using var late = _two.Desk.Lease(seat, inline: false);

        Assert.Equal(CloseReason.Renew, late.Ended);
        _one.Scheduler.Advance(Moment);
        using var next = _two.Desk.Lease((await _two.Desk.PollAsync(seat.Token, new ClientIntent.Poll(null, null, null, null), Now("alice"), Stop)).Seat!, inline: false);
        Assert.Null(next.Ended);
    }

    [Fact]
    public async Task A_guest_whose_door_was_asked_before_an_order_and_answers_after_it_comes_again()
    {
        await FollowAsync(_two);
        _door.IsHeld = true;
        var reading = _two.Channels.ReadAsync(Now("alice"), "news", Since.Now, inline: false, Stop);
        await _control.RecheckAsync("alice", Stop);
        _one.Scheduler.RunAll();
        _door.Release(ChannelGrant.Yes);

        using var guest = await reading;
        Assert.Equal(CloseReason.Renew, guest!.Ended);
    }

    [Fact]
    public async Task A_guest_who_came_after_the_logout_and_before_it_is_heard_is_not_told_that_he_was_signed_out()
    {
        await FollowAsync(_two);
        using var before = await _two.Channels.ReadAsync(Now("alice"), "news", Since.Now, inline: false, Stop);
        await _control.EndAsync("alice", Stop);
        _one.Scheduler.Clock.Advance(Moment);
        using var after = await _two.Channels.ReadAsync(Now("alice"), "news", Since.Now, inline: false, Stop);
        _one.Scheduler.RunAll();
        Assert.Equal((CloseReason.Revoked, CloseReason.Renew), (before!.Ended, after!.Ended));
    }

    [Fact]
    public async Task Who_got_in_before_the_node_could_follow_the_orders_comes_again()
    {
        var isAway = true;
        var log = new FaultyLog(_one.Log) { Before = channel => isAway && channel == SessionOrder.Channel ? Task.FromException(new IOException("away")) : Task.CompletedTask };
        var node = new Node(_one.Scheduler, _one.Store, _one.Rules, _one.Options, log: log);
        await FollowAsync(node);
        var lease = node.Desk.Lease((await OpenAsync(node, Now("alice"))).Seat!, inline: false);
        await _control.EndAsync("alice", Stop); // it stands before the place from which the node is going to follow

        isAway = false;
        _one.Scheduler.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(CloseReason.Renew, lease.Ended);
    }

    [Fact]
    public async Task A_node_that_starts_after_a_logout_knows_it_before_anybody_comes_with_a_ticket()
    {
        await _control.EndAsync("alice", Stop);
        await FollowAsync(_two);
        Assert.True(_two.Desk.Endings.Holds("alice"));
        _one.Scheduler.Advance(OneTimeTickets.Lifetime);
        Assert.False(_two.Desk.Endings.Holds("alice"));
    }

    [Fact]
    public async Task A_recheck_that_a_newer_connection_overtook_reads_nothing_and_changes_nothing()
    {
        var seat = (await OpenAsync(_two, Now("alice"))).Seat!;
        await _two.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe("news", Since.Now), Stop);
        _door.IsHeld = true;
        var token = seat.Token;
        _two.Desk.Rechecks.Add("alice", TimeSpan.FromMinutes(1));
        var late = _two.Desk.PollAsync(token, new ClientIntent.Poll(null, 2, null, null), Now("alice"), Stop);

        _door.IsHeld = false; // his rights are given back
        var newer = await _two.Desk.PollAsync(token, new ClientIntent.Poll(null, 3, null, null), Now("alice"), Stop);
        _door.Release(ChannelGrant.No);

        Assert.Equal(CloseReason.Superseded, (await late).Reason);
        Assert.Single(newer.Seat!.Session.Subscriptions);
        Assert.Single((await _two.Desk.PollAsync(token, new ClientIntent.Poll(null, 4, null, null), Now("alice"), Stop)).Seat!.Session.Subscriptions);
    }

    [Fact]
    public async Task What_ran_out_on_the_way_in_is_over_at_once()
    {
        var past = Node.User("alice", _one.Scheduler.Clock.GetUtcNow().AddSeconds(-1));
        using var guest = await _one.Channels.ReadAsync(past, "news", Since.Now, inline: false, Stop);
        Assert.Equal(CloseReason.Renew, guest!.Ended);
        Assert.True(new LeaseHealth(_one.Options, new AckFlow(_one.Options), past, _one.Scheduler).IsExpired);
    }

    [Fact]
    public void Of_many_orders_what_is_forgotten_counts_for_everybody()
    {
        var heard = new HeardOrders(room: 2);
        heard.Hear("a", 10);
        heard.Hear("b", 20);
        Assert.False(heard.IsSince(Node.User("c") with { Came = 5 }));
        heard.Hear("c", 30);
        Assert.True(heard.IsSince(Node.User("d") with { Came = 29 }));
        Assert.False(heard.IsSince(Node.User("a") with { Came = 31 }));
        Assert.False(heard.IsSince(Caller.Anonymous));
    }

    private Caller Now(string user) => Node.User(user) with { Came = _one.Scheduler.Time.GetTimestamp() };

    private static ValueTask<Seating> OpenAsync(Node node, Caller caller) => node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), caller, Stop);

    private async Task FollowAsync(Node node)
    {
        var orders = new SessionOrders(
            node.Desk, node.Leases, node.Guests, node.Waiters, node.Log, node.Options, node.Scheduler, node.Wheel, NullLogger<SessionOrders>.Instance);
        _orders.Add(orders);
        await orders.StartAsync();
        node.Scheduler.RunAll();
        node.Scheduler.Advance(Moment);
    }

    /// <summary>A door that can keep its answer.</summary>
    private sealed class SlowDoor : IChannelAuthorizer
    {
        private readonly TaskCompletionSource<ChannelGrant> _held = new();

        public bool IsHeld { get; set; }

        public void Release(ChannelGrant grant) => _held.SetResult(grant);

        public ValueTask<ChannelGrant> AuthorizeAsync(ChannelAccess access, CancellationToken cancellationToken) => IsHeld ? new(_held.Task) : new(ChannelGrant.Yes);
    }
}
