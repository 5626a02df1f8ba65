using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Tests.Sessions;

/// <summary>What a lease reads, and from where.</summary>
public sealed class LeaseTests
{
    private readonly Node _node = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscription_asked_for_again_goes_on_where_it_reads_unless_a_position_is_named()
    {
        var (seat, _) = await OpenAsync();
        var start = Assert.IsType<ServerReply.Subscribed>(await _node.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe("a", Since.Now), Stop)).Position;
        using var lease = _node.Desk.Lease(seat, inline: false);
        var loop = Loop.Run(lease.Reader);
        await PublishAsync("a", "one");

        await SubscribeAsync(lease, "a", Since.Now); // "one" is not acknowledged yet
        await PublishAsync("a", "two");
        Assert.Equal(["one", "two"], loop.Texts);

        await SubscribeAsync(lease, "a", Since.After(start));
        _node.Scheduler.RunAll();
        Assert.Equal(["one", "two", "one", "two"], loop.Texts);
    }

    [Fact]
    public async Task A_channel_that_was_left_before_its_subscription_was_told_is_not_read()
    {
        var (seat, _) = await OpenAsync();
        using var lease = _node.Desk.Lease(seat, inline: false);
        var subscribe = new ClientIntent.Subscribe("a", Since.Now);
        lease.Say(await _node.Desk.SubscribeAsync(seat, subscribe, Stop), subscribe);
        lease.Say(await _node.Desk.UnsubscribeAsync(seat, "a", Stop));

        Assert.Equal(2, lease.TakeReplies()!.Count);
        Assert.True(lease.Reader.Subscriptions.IsEmpty);
    }

    [Fact]
    public async Task Of_a_session_that_polls_each_poll_begins_with_the_next_channel()
    {
        var (seat, token) = await OpenAsync();
        foreach (var channel in (ChannelName[])["a", "b"])
        {
            await _node.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe(channel, Since.Now), Stop);
            await _node.PublishAsync(channel, Reader.BatchBytes - 1); // fills a batch: without turns one channel would keep the other out
        }

        var served = new List<ChannelName>();
        for (var attempt = 2; attempt < 6; attempt++)
        {
            var polled = await _node.Desk.PollAsync(token.Hash(), new ClientIntent.Poll(null, attempt, null, null), Caller.Anonymous, Stop);
            using var lease = _node.Desk.Lease(polled.Seat!, inline: false);
            var batch = new Batch();
            await lease.Reader.FillAsync(batch, 100, Reader.BatchBytes, Stop);
            served.Add(Assert.Single(batch.Messages).Channel);
        }

        Assert.Equal(["a", "b", "a", "b"], served);
    }

    [Fact]
    public async Task A_lease_that_is_over_listens_no_more()
    {
        var (seat, _) = await OpenAsync();
        await _node.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe("a", Since.Now), Stop);
        var lease = _node.Desk.Lease(seat, inline: false);
        _node.Scheduler.RunAll();
        Assert.Equal(1, _node.Waiters.Channels);

        lease.Dispose();
        _node.Scheduler.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, _node.Waiters.Channels);
    }

    private async Task<(SessionSeat Seat, SessionToken Token)> OpenAsync()
    {
        var seating = await _node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop);
        return (seating.Seat!, Assert.IsType<ServerReply.Opened>(seating.Replies[0]).Token!.Value);
    }

    /// <summary>As a socket does it: the loop that delivers changes what is read when it takes the reply.</summary>
    private async Task SubscribeAsync(SessionLease lease, ChannelName channel, Since since)
    {
        var subscribe = new ClientIntent.Subscribe(channel, since);
        lease.Say(await _node.Desk.SubscribeAsync(lease.Seat, subscribe, Stop), subscribe);
        lease.TakeReplies();
    }

    private async Task PublishAsync(ChannelName channel, string text)
    {
        await _node.PublishAsync(channel, text);
        _node.Scheduler.RunAll();
    }
}
