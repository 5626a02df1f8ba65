using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

/// <summary>What one read of a node has seen, no later read of that node denies: whoever relies on an earlier one (a channel's pump marks only who has read all there was) would else pass over messages.</summary>
public sealed class ReadsGoForwardTests
{
    private static readonly Epoch Epoch = new(7);
    private static readonly ReadLimit Window = new(1_000, int.MaxValue);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Behind_a_read_of_the_database_memory_that_is_older_does_not_say_that_there_is_nothing_more()
    {
        const int Old = 400;
        await using var site = await Site.StartAsync();
        var (one, two) = (await site.OpenAsync(), await site.OpenAsync());
        await one.Log.AppendAsync(Site.News, Enumerable.Range(0, Old).Select(n => Site.Entry("" + n)).ToArray(), null, Stop);
        using var ear = new Ear(two, Site.News);
        var head = (await two.Log.HeadAsync(Site.News, Stop)).Head; // memory holds the newest of them now
        two.Backplane.Send(Signal.News(Site.News, head)); // and is read by whoever is woken
        var last = await Site.AppendAsync(one, "new"); // nobody tells

        var behind = await two.Log.ReadAsync(Site.News, new(two.Epoch, 0), Window, [], Stop); // from before what memory holds
        var messages = new List<Message>();
        var near = await two.Log.ReadAsync(Site.News, new(two.Epoch, Old - 10), Window, messages, Stop);

        Assert.Equal((last, true), (behind.UpTo, behind.AtHead));
        Assert.Equal((last, true, 11), (near.UpTo, near.AtHead, messages.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_reads_answered_in_the_other_order_leave_what_the_younger_has_seen(bool messagesComeLater)
    {
        var planted = new TaskCompletionSource();
        var channel = new PostgresChannel(Site.News, Epoch, new HotTails(1 << 20), async (channel, _) =>
        {
            var (state, found) = (State(10), Messages(1, 10)); // seen now, answered late
            await planted.Task;
            channel.Found(state, found);
            return true;
        });
        if (!messagesComeLater)
        {
            channel.Found(State(8), Messages(1, 8));
        }

        var look = channel.LookAsync();
        channel.Saw(State(12));
        planted.SetResult();
        await look;
        channel.Wake();

        Assert.Equal(12, channel.State.Head);
        Assert.False(channel.TryRead(new(Epoch, 5), Window, [], out _));
        Assert.False(channel.TryReadFresh(new(Epoch, 5), Window, [], out _));
        Assert.False(channel.TryReadFresh(new(Epoch, 12), Window, [], out _)); // no hole is taken for the end

        var read = new List<Message>();
        channel.Found(State(12), Messages(11, 12));
        Assert.True(channel.TryReadFresh(new(Epoch, 5), Window, read, out var result));
        Assert.Equal((new Position(Epoch, 12), true), (result.UpTo, result.AtHead));
        Assert.Equal(Enumerable.Range(6, 7), read.Select(message => (int)message.Position.Offset));
    }

    [Fact]
    public void A_commit_told_after_a_later_one_takes_nothing_back()
    {
        var channel = new PostgresChannel(Site.News, Epoch, new HotTails(1 << 20), (_, _) => Task.FromResult(true));
        channel.Found(State(3), Messages(1, 3));

        channel.Committed(State(5), Messages(5, 5));
        channel.Committed(State(4), Messages(4, 4));
        channel.Saw(State(3));
        channel.Wake();

        Assert.Equal((5, 4), (channel.State.Head, channel.Head));
        Assert.False(channel.TryRead(new(Epoch, 1), Window, [], out _));
    }

    private static ChannelState State(long head) => new() { Id = 1, Head = head };

    private static List<Message> Messages(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(n => new Message(Site.News, new(Epoch, n), Payload.Text("" + n), Audience.Everyone, DateTimeOffset.UnixEpoch))];
}
