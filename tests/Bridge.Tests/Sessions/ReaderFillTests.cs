using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

public sealed class ReaderFillTests
{
    private readonly Node _node = new();
    private readonly Batch _batch = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_holds_64_KiB_and_the_message_that_does_not_fit_comes_next()
    {
        var reader = await ReadAsync("a");
        foreach (var size in (int[])[30_000, 30_000, 30_000])
        {
            await _node.PublishAsync("a", size);
        }

        Assert.Equal([1, 2], await FillAsync(reader));
        Assert.Equal([3], await FillAsync(reader));
        Assert.Empty(await FillAsync(reader));
    }

    [Fact]
    public async Task One_message_larger_than_a_batch_is_a_batch()
    {
        var reader = await ReadAsync("a");
        await _node.PublishAsync("a", 10);
        await _node.PublishAsync("a", Reader.BatchBytes);
        await _node.PublishAsync("a", 10);

        Assert.Equal([1], await FillAsync(reader));
        Assert.Equal([2], await FillAsync(reader));
        Assert.Equal([3], await FillAsync(reader));
    }

    [Fact]
    public async Task A_message_of_the_next_channel_that_does_not_fit_is_not_lost()
    {
        var reader = await ReadAsync("a", "b");
        await _node.PublishAsync("a", 40_000);
        await _node.PublishAsync("b", 40_000);
        await _node.PublishAsync("b", 10);

        Assert.Equal(["a1"], await NamesAsync(reader));
        Assert.Equal(["b1", "b2"], await NamesAsync(reader));
        Assert.Empty(await NamesAsync(reader));
    }

    [Fact]
    public async Task The_room_given_bounds_a_batch_that_has_something_already()
    {
        var reader = await ReadAsync("a", "b");
        await _node.PublishAsync("a", 600);
        await _node.PublishAsync("b", 600);

        Assert.Equal(["a1"], await NamesAsync(reader, roomBytes: 1_000));
        Assert.Equal(["b1"], await NamesAsync(reader, roomBytes: 1_000));
    }

    [Fact]
    public async Task No_more_messages_than_there_is_room_for()
    {
        var reader = await ReadAsync("a", "b");
        for (var n = 0; n < 3; n++)
        {
            await _node.PublishAsync("a", 1);
            await _node.PublishAsync("b", 1);
        }

        Assert.Equal(4, (await NamesAsync(reader, roomMessages: 4)).Count);
        Assert.Equal(2, (await NamesAsync(reader, roomMessages: 4)).Count);
    }

    [Fact]
    public async Task A_channel_with_an_endless_backlog_does_not_starve_another()
    {
        var reader = await ReadAsync("a", "b");
        for (var n = 0; n < 10; n++)
        {
            await _node.PublishAsync("a", 40_000);
        }

        await _node.PublishAsync("b", 10);
        var first = await NamesAsync(reader);
        var second = await NamesAsync(reader);

        Assert.Contains("b1", first.Concat(second));
    }

    [Fact]
    public async Task Every_channel_of_a_busy_reader_has_its_turn()
    {
        ChannelName[] channels = ["a", "b", "c", "d", "e"];
        var reader = await ReadAsync(channels);
        for (var n = 0; n < 20; n++)
        {
            foreach (var channel in channels)
            {
                await _node.PublishAsync(channel, 30_000);
            }
        }

        var served = new Dictionary<char, int>();
        for (var n = 0; n < 10; n++)
        {
            foreach (var name in await NamesAsync(reader))
            {
                served[name[0]] = served.GetValueOrDefault(name[0]) + 1;
            }
        }

        Assert.Equal(5, served.Count);
        Assert.True(served.Values.Max() - served.Values.Min() <= 2, string.Join(' ', served));
    }

    [Fact]
    public async Task A_gap_is_told_once_with_where_to_go_on()
    {
        var node = new Node(retention: new Retention { MaxMessages = 3 });
        var start = await node.StartAsync("a");
        var reader = node.NewReader();
        reader.Add("a", start, TagSet.None);
        for (var n = 0; n < 5; n++)
        {
            await node.PublishAsync("a", 1);
        }

        Assert.Equal([3, 4, 5], await FillAsync(reader));
        Assert.Equal([new Gap("a", GapReason.Evicted, start with { Offset = 2 })], _batch.Gaps);
        await FillAsync(reader);
        Assert.Empty(_batch.Gaps);
    }

    [Theory]
    [InlineData(true, GapReason.Epoch)]
    [InlineData(false, GapReason.Ahead)]
    public async Task A_position_that_was_never_given_out_is_a_gap_and_everything_kept_follows(bool foreign, GapReason reason)
    {
        await _node.PublishAsync("a", 1);
        var head = await _node.HeadAsync("a");
        var reader = _node.NewReader();
        reader.Add("a", foreign ? new Position(new Epoch(77), 5) : head.Plus(10), TagSet.None);

        Assert.Equal([1], await FillAsync(reader));
        Assert.Equal(reason, Assert.Single(_batch.Gaps).Reason);
        Assert.Equal(head with { Offset = 0 }, _batch.Gaps[0].Resume);
    }

    [Fact]
    public async Task A_store_that_fails_costs_nothing()
    {
        var log = new FaultyLog(_node.Log);
        var node = new Node(_node.Scheduler, _node.Store, log: log);
        var reader = node.NewReader();
        reader.Add("a", await node.StartAsync("a"), TagSet.None);
        reader.Add("b", await node.StartAsync("b"), TagSet.None);
        await node.PublishAsync("a", 1);
        await node.PublishAsync("b", 1);

        log.Before = _ => throw new IOException("away");
        await Assert.ThrowsAsync<IOException>(async () => await NamesAsync(reader));
        log.Before = null;

        Assert.Equal(["a1", "b1"], await NamesAsync(reader));
    }

    [Fact]
    public async Task What_was_read_before_the_store_failed_is_delivered()
    {
        var log = new FaultyLog(_node.Log);
        var node = new Node(_node.Scheduler, _node.Store, log: log);
        var reader = node.NewReader();
        reader.Add("a", await node.StartAsync("a"), TagSet.None);
        reader.Add("b", await node.StartAsync("b"), TagSet.None);
        await node.PublishAsync("a", 1);
        await node.PublishAsync("b", 1);

        log.Before = channel => channel == "b" ? throw new IOException("away") : Task.CompletedTask;
        Assert.Equal(["a1"], await NamesAsync(reader));
        await Assert.ThrowsAsync<IOException>(async () => await NamesAsync(reader));
        log.Before = null;

        Assert.Equal(["b1"], await NamesAsync(reader));
    }

    private async Task<Reader> ReadAsync(params ChannelName[] channels)
    {
        var reader = _node.NewReader();
        foreach (var channel in channels)
        {
            reader.Add(channel, await _node.StartAsync(channel), TagSet.None);
        }

        return reader;
    }

    private async Task<List<string>> NamesAsync(Reader reader, int roomMessages = 1_000, int roomBytes = int.MaxValue)
    {
        _node.Scheduler.RunAll();
        _batch.Clear();
        await reader.FillAsync(_batch, roomMessages, roomBytes, Stop);
        return [.. _batch.Messages.Select(message => message.Channel.Value + message.Position.Offset)];
    }

    private async Task<List<long>> FillAsync(Reader reader)
    {
        await NamesAsync(reader);
        return [.. _batch.Messages.Select(message => message.Position.Offset)];
    }
}
