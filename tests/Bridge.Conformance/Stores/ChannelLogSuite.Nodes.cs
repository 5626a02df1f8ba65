using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>Several nodes and many threads on one log.</summary>
public abstract partial class ChannelLogSuite
{
    /// <summary>How many messages each appender appends; a slow store may do with fewer.</summary>
    protected virtual int Load => 500;

    [Fact]
    public async Task What_one_node_appends_another_one_reads()
    {
        await using var store = await StartAsync();
        var (one, two) = ((await store.OpenAsync()).Log, (await store.OpenAsync()).Log);

        var first = await AppendAsync(one, News, Entry("a", "k", "c1"));
        var second = await AppendAsync(two, News, Entry("b"));

        Assert.Equal(first.Last.Plus(1), second.Last);
        Assert.Equal(["a", "b"], await TextsAsync(one, News));
        Assert.Equal(["a", "b"], await TextsAsync(two, News));
        Assert.Equal(first.Last, await two.FindAsync(News, new Checkpoint("c1"), Stop));
        Assert.Equal(new AppendResult(AppendStatus.Duplicate, first.Last), await AppendAsync(two, News, Entry("a", "k")));
    }

    [Fact]
    public async Task Of_two_nodes_that_expect_the_same_checkpoint_one_appends()
    {
        await using var store = await StartAsync();
        IChannelLog[] nodes = [(await store.OpenAsync()).Log, (await store.OpenAsync()).Log];
        var checkpoint = (await nodes[0].HeadAsync(News, Stop)).CheckpointAt;

        for (var round = 1; round <= 20; round++)
        {
            var (expected, next) = (checkpoint, "c" + round);
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(
                async () => await nodes[n % 2].AppendAsync(News, new[] { Entry($"{round}.1"), Entry($"{round}.2", checkpoint: next) }, expected, Stop), Stop)));

            checkpoint = Assert.Single(results, result => result.Status == AppendStatus.Appended).Last;
            Assert.Equal(3, results.Count(result => result.Status == AppendStatus.CheckpointMoved));
        }

        Assert.Equal(40, (await nodes[0].HeadAsync(News, Stop)).Head.Offset);
    }

    [Fact]
    public async Task A_channel_that_two_nodes_begin_at_once_begins_once()
    {
        await using var store = await StartAsync();
        IChannelLog[] nodes = [(await store.OpenAsync()).Log, (await store.OpenAsync()).Log];
        for (var round = 0; round < 60; round++)
        {
            ChannelName channel = $"begun:{round}";
            var results = await Task.WhenAll(nodes.Select(node => Task.Run(() => AppendAsync(node, channel, Entry("a", "k"), Entry("b", "l")), Stop)));

            Assert.Single(results, result => result.Status == AppendStatus.Appended);
            Assert.All(results, result => Assert.Equal(2, result.Last.Offset));
        }
    }

    [Fact]
    public async Task Of_many_appends_with_one_key_one_is_appended()
    {
        await using var store = await StartAsync();
        IChannelLog[] nodes = [(await store.OpenAsync()).Log, (await store.OpenAsync()).Log];

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => AppendAsync(nodes[n % 2], News, Entry("a", "k")), Stop)));

        Assert.Single(results, result => result.Status == AppendStatus.Appended);
        Assert.All(results, result => Assert.Equal(1, result.Last.Offset));
        Assert.Equal(["a"], await TextsAsync(nodes[0], News));
    }

    [Fact]
    public async Task Many_appenders_leave_no_holes_and_readers_see_every_prefix_in_order()
    {
        const int Appenders = 6;
        await using var store = await StartAsync();
        IChannelLog[] nodes = [(await store.OpenAsync()).Log, (await store.OpenAsync()).Log];
        var start = await StartOfAsync(nodes[0], News);

        var readers = Enumerable.Range(0, 3).Select(n => Task.Run(() => FollowAsync(nodes[n % 2], start, Appenders * Load), Stop)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Appenders).Select(n => Task.Run(() => AppendManyAsync(nodes[n % 2], n), Stop)));

        foreach (var messages in await Task.WhenAll(readers))
        {
            Assert.Equal(Enumerable.Range(1, Appenders * Load).Select(offset => (long)offset), messages.Select(message => message.Position.Offset));
            foreach (var own in messages.Select(message => Text(message).Split(':')).GroupBy(parts => parts[0]))
            {
                Assert.Equal(Enumerable.Range(0, Load).Select(n => "" + n), own.Select(parts => parts[1]));
            }
        }
    }

    private async Task AppendManyAsync(IChannelLog log, int appender)
    {
        for (var n = 0; n < Load;)
        {
            var batch = Enumerable.Range(n, Math.Min(1 + (n % 3), Load - n)).Select(number => Entry($"{appender}:{number}")).ToArray();
            var result = await AppendAsync(log, News, batch);
            Assert.Equal(AppendStatus.Appended, result.Status);
            n += batch.Length;
        }
    }

    private static async Task<List<Message>> FollowAsync(IChannelLog log, Position from, int count)
    {
        var messages = new List<Message>();
        while (messages.Count < count)
        {
            Stop.ThrowIfCancellationRequested();
            var result = await log.ReadAsync(News, from, new ReadLimit(50, 4096), messages, Stop);
            Assert.Null(result.Gap);
            Assert.Equal(messages.Count, result.UpTo.Offset);
            from = result.UpTo;
            await Task.Yield();
        }

        return messages;
    }
}
