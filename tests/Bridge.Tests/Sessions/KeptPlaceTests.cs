using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Tests.Sessions;

/// <summary>A subscription that exists keeps its place, also when its acknowledgements or a copy of its request come late. Found by the simulation.</summary>
public sealed class KeptPlaceTests
{
    private static readonly ChannelName News = "news";

    private readonly Node _node = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_of_the_request_that_subscribed_does_not_move_the_place_to_the_head()
    {
        var token = Assert.IsType<ServerReply.Opened>((await _node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop)).Replies[0]).Token!.Value;
        var poll = new ClientIntent.Poll(null, 2, null, null);
        var copy = (await _node.Desk.PollAsync(token.Hash(), poll, Caller.Anonymous, Stop)).Seat!; // let in, and then slow
        var first = (await _node.Desk.PollAsync(token.Hash(), poll, Caller.Anonymous, Stop)).Seat!;
        var told = Assert.IsType<ServerReply.Subscribed>(await _node.Desk.SubscribeAsync(first, new ClientIntent.Subscribe(News, Since.Now), Stop));
        await _node.PublishAsync(News, "between");

        var again = Assert.IsType<ServerReply.Subscribed>(await _node.Desk.SubscribeAsync(copy, new ClientIntent.Subscribe(News, Since.Now), Stop));
        Assert.Equal(told.Position, again.Position);
        Assert.Equal(told.Position, Assert.Single(copy.Session.Subscriptions).Acked);
    }

    [Fact]
    public void What_was_acknowledged_of_a_subscription_that_ended_does_not_reach_the_store_any_more()
    {
        var acks = new AckFlow(new SessionOptions());
        acks.Acknowledge(new Cursor([new(News, new Position(default, 9)), new("other", new Position(default, 1))]));
        acks.Drop(News);

        var pending = acks.TakePending()!;
        Assert.Null(pending[News]);
        Assert.NotNull(pending["other"]);
        acks.Acknowledge(Cursor.Of(News, new Position(default, 9)));
        acks.Drop(News);
        Assert.False(acks.HasPending);
    }
}
