using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

public sealed class ReaderTests
{
    private static readonly Audience Alice = Audience.Tagged("alice");
    private static readonly Audience Bob = Audience.Tagged("bob");

    private readonly Node _node = new(retention: new Retention { MaxMessages = 10 });

    [Fact]
    public async Task A_parked_reader_wakes_for_its_message()
    {
        var loop = await ReadAsync(TagSet.None);
        await _node.PublishAsync("a", "one");
        Assert.Empty(loop.Messages);
        _node.Scheduler.RunAll();

        Assert.Equal(["one"], loop.Texts);
    }

    [Fact]
    public async Task A_signal_between_rearm_and_wait_is_not_lost()
    {
        var reader = _node.NewReader();
        reader.Rearm();
        reader.Signal();
        Assert.True(reader.WaitAsync().IsCompletedSuccessfully);

        reader.Rearm();
        var wait = reader.WaitAsync();
        Assert.False(wait.IsCompleted);
        reader.Signal();
        reader.Signal();
        Assert.False(wait.IsCompleted); // not inline: posted
        Assert.Equal(1, _node.Scheduler.RunAll());
        await wait;
    }

    [Fact]
    public async Task An_inline_reader_goes_on_inside_the_signal()
    {
        var reader = _node.NewReader(inline: true);
        reader.Rearm();
        var wait = reader.WaitAsync();
        reader.Signal();
        Assert.True(wait.IsCompleted);
        await wait;
    }

    [Fact]
    public async Task Messages_for_others_move_the_cursor_and_it_is_told_once()
    {
        var loop = await ReadAsync(TagSet.Of("alice"));
        await _node.PublishAsync("a", "for bob", Bob);
        _node.Scheduler.RunAll();
        loop.Tell();
        loop.Tell();

        Assert.Empty(loop.Messages);
        Assert.Equal([new("a", await _node.HeadAsync("a"))], loop.Moved);
    }

    [Fact]
    public async Task What_was_delivered_needs_no_telling()
    {
        var loop = await ReadAsync(TagSet.Of("alice"));
        await _node.PublishAsync("a", "for alice", Alice);
        _node.Scheduler.RunAll();
        loop.Tell();

        Assert.Equal(["for alice"], loop.Texts);
        Assert.Empty(loop.Moved);
    }

    [Fact]
    public async Task What_lies_behind_the_last_message_delivered_is_told()
    {
        var loop = await ReadAsync(TagSet.Of("alice"));
        await _node.PublishAsync("a", "for alice", Alice);
        await _node.PublishAsync("a", "for bob", Bob);
        _node.Scheduler.RunAll();
        loop.Tell();

        Assert.Equal(await _node.HeadAsync("a"), Assert.Single(loop.Moved).Value);
    }

    [Fact]
    public async Task What_is_told_never_goes_back()
    {
        var reader = _node.NewReader();
        reader.Add("a", await _node.StartAsync("a"), TagSet.Of("alice"));
        var batch = new Batch();
        await FillAsync(reader, batch);
        await _node.PublishAsync("a", "for bob", Bob);
        _node.Scheduler.RunAll();
        reader.AddMoved(batch);
        Assert.Equal(1, Assert.Single(batch.Moved).Value.Offset);

        await _node.PublishAsync("a", "for alice", Alice);
        _node.Scheduler.RunAll(); // marked, not read yet: its window is full, say
        batch.Clear();
        reader.AddMoved(batch);

        Assert.Empty(batch.Moved);
        Assert.Equal(1, reader.Subscriptions[0].Reached.Offset);
    }

    [Fact]
    public async Task A_reader_idle_while_others_messages_are_trimmed_gets_no_false_gap()
    {
        var loop = await ReadAsync(TagSet.Of("alice"));
        await PublishManyAsync(50, Bob, run: true);
        await _node.PublishAsync("a", "at last", Alice);
        _node.Scheduler.RunAll();

        Assert.Equal(["at last"], loop.Texts);
        Assert.Empty(loop.Gaps);
    }

    [Fact]
    public async Task A_reader_idle_through_a_fault_of_the_store_gets_no_false_gap()
    {
        var log = new FaultyLog(_node.Log);
        var node = new Node(_node.Scheduler, _node.Store, log: log);
        var reader = node.NewReader();
        reader.Add("a", await node.StartAsync("a"), TagSet.Of("alice"));
        var batch = new Batch();
        await FillAsync(reader, batch);
        await PublishManyAsync(50, Bob, run: true);

        log.Before = _ => throw new IOException("away");
        await PublishManyAsync(1, Bob, run: true);
        log.Before = null;
        await FillAsync(reader, batch);

        Assert.Empty(batch.Gaps);
        Assert.True(batch.IsEmpty);
    }

    [Fact]
    public async Task A_reader_that_is_behind_gets_a_true_gap()
    {
        var loop = await ReadAsync(TagSet.Of("alice"));
        await PublishManyAsync(50, Alice, run: false);
        _node.Scheduler.RunAll();

        Assert.Equal(40, Assert.Single(loop.Gaps).Resume.Offset);
        Assert.Equal(10, loop.Messages.Count);
    }

    [Fact]
    public async Task Channels_come_and_go_while_it_waits()
    {
        var loop = await ReadAsync(TagSet.None);
        loop.Reader.Add("b", await _node.StartAsync("b"), TagSet.None);
        await _node.PublishAsync("b", "b1");
        _node.Scheduler.RunAll();
        loop.Reader.Remove("a");
        await _node.PublishAsync("a", "a1");
        await _node.PublishAsync("b", "b2");
        _node.Scheduler.RunAll();

        Assert.Equal(["b1", "b2"], loop.Texts);
        Assert.Equal(1, _node.Waiters.Channels);
    }

    [Fact]
    public async Task A_channel_added_again_starts_at_its_new_place()
    {
        var loop = await ReadAsync(TagSet.None);
        await _node.PublishAsync("a", "one");
        _node.Scheduler.RunAll();
        loop.Reader.Add("a", await _node.StartAsync("a"), TagSet.None);
        _node.Scheduler.RunAll();

        Assert.Equal(["one", "one"], loop.Texts);
        Assert.Equal(1, loop.Reader.Subscriptions.Length);
    }

    [Fact]
    public async Task Who_has_left_adds_nothing_and_is_waited_for_by_nobody()
    {
        var loop = await ReadAsync(TagSet.None);
        loop.Reader.Leave();
        loop.Reader.Leave();
        loop.Reader.Add("b", await _node.StartAsync("b"), TagSet.None);

        Assert.True(loop.Reader.Subscriptions.IsEmpty);
        Assert.Equal(0, _node.Waiters.Channels);
    }

    private async Task<Loop> ReadAsync(TagSet tags)
    {
        var reader = _node.NewReader();
        reader.Add("a", await _node.StartAsync("a"), tags);
        var loop = Loop.Run(reader);
        _node.Scheduler.RunAll();
        return loop;
    }

    private async Task PublishManyAsync(int count, Audience audience, bool run)
    {
        for (var n = 0; n < count; n++)
        {
            await _node.PublishAsync("a", "" + n, audience);
            if (run)
            {
                _node.Scheduler.RunAll();
            }
        }
    }

    private async Task FillAsync(Reader reader, Batch batch)
    {
        _node.Scheduler.RunAll();
        await reader.FillAsync(batch, 1_000, Reader.BatchBytes, TestContext.Current.CancellationToken);
    }
}
