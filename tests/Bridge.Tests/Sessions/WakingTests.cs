using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Tests.Sessions;

public sealed class WakingTests
{
    private readonly Node _node = new();

    [Fact]
    public async Task A_message_for_one_tag_wakes_only_its_readers()
    {
        var loops = await ReadAsync(100, n => TagSet.Of("user:" + n, "all"));
        await _node.PublishAsync("a", "for 7", Audience.Tagged("user:7"));
        _node.Scheduler.RunAll();

        Assert.Equal([7], loops.Index().Where(loop => loop.Item.Wakes > 0).Select(loop => loop.Index));
        Assert.Equal(["for 7"], loops[7].Texts);
    }

    [Fact]
    public async Task Who_is_excepted_is_not_woken_for_a_tag_it_has()
    {
        var loops = await ReadAsync(3, n => TagSet.Of("all", "user:" + n));
        await _node.PublishAsync("a", "not for 1", Audience.Tagged("all").But("user:1"));
        _node.Scheduler.RunAll();

        Assert.Equal([1, 0, 1], loops.Select(loop => loop.Wakes));
    }

    [Fact]
    public async Task Ten_thousand_are_woken_in_slices_and_none_twice()
    {
        var loops = await ReadAsync(10_000, _ => TagSet.None);
        await _node.PublishAsync("a", "one");
        await _node.PublishAsync("a", "two");

        Assert.Equal(1, _node.Scheduler.Waiting); // two publishes, one pump
        Assert.True(_node.Scheduler.RunOne());
        Assert.Equal(19 + 512, _node.Scheduler.Waiting); // the other slices, and what the first one signalled
        _node.Scheduler.RunAll();

        Assert.All(loops, loop => Assert.Equal(1, loop.Wakes));
        Assert.All(loops, loop => Assert.Equal(["one", "two"], loop.Texts));
    }

    [Fact]
    public async Task Publishing_runs_no_reader()
    {
        var reader = _node.NewReader(inline: true);
        reader.Add("a", await _node.StartAsync("a"), TagSet.None);
        var loop = Loop.Run(reader);
        _node.Scheduler.RunAll();
        await _node.PublishAsync("a", "one");

        Assert.Empty(loop.Messages);
        _node.Scheduler.RunAll();
        Assert.Equal(["one"], loop.Texts);
    }

    [Fact]
    public async Task Whoever_registers_before_the_first_look_misses_nothing()
    {
        var reader = _node.NewReader();
        reader.Add("a", await _node.StartAsync("a"), TagSet.None);
        var batch = new Batch();
        await reader.FillAsync(batch, 10, 1_000, TestContext.Current.CancellationToken);
        await _node.PublishAsync("a", "one");
        _node.Scheduler.RunAll(); // the first look finds the head behind it already
        await reader.FillAsync(batch, 10, 1_000, TestContext.Current.CancellationToken);

        Assert.Equal("one", Node.Text(Assert.Single(batch.Messages)));
    }

    [Fact]
    public async Task The_last_one_to_leave_takes_the_channels_list_along()
    {
        var loops = await ReadAsync(3, _ => TagSet.None);
        foreach (var loop in loops)
        {
            Assert.Equal(1, _node.Waiters.Channels);
            loop.Reader.Leave();
        }

        Assert.Equal(0, _node.Waiters.Channels);
        var again = await ReadAsync(1, _ => TagSet.None);
        await _node.PublishAsync("a", "one");
        _node.Scheduler.RunAll();
        Assert.Equal(["one"], again[0].Texts);
    }

    [Fact]
    public async Task A_retired_list_lets_nobody_in()
    {
        var channel = new ChannelWaiters("a", new WaiterParts(_node.Scheduler, _node.Log));
        var first = new Subscription(_node.NewReader(), "a", TagSet.None, await _node.StartAsync("a"));
        Assert.True(channel.TryAdd(first));
        Assert.True(channel.Remove(first));
        Assert.False(channel.TryAdd(first));
        Assert.True(channel.Remove(first));
    }

    [Fact]
    public async Task Tags_are_known_of_readers_that_came_after_the_index_was_built()
    {
        await ReadAsync(2, n => TagSet.Of("user:" + n));
        await _node.PublishAsync("a", "builds it", Audience.Tagged("nobody"));
        _node.Scheduler.RunAll();
        var late = await ReadAsync(2, _ => TagSet.Of("late"));
        late[0].Reader.Leave();
        await _node.PublishAsync("a", "for the late", Audience.Tagged("late"));
        _node.Scheduler.RunAll();

        Assert.Equal([0, 1], late.Select(loop => loop.Messages.Count));
    }

    [Fact]
    public async Task A_pump_whose_store_is_away_wakes_everybody_to_look_for_himself()
    {
        var log = new FaultyLog(_node.Log);
        var node = new Node(_node.Scheduler, _node.Store, log: log);
        var reader = node.NewReader();
        reader.Add("a", await node.StartAsync("a"), TagSet.None);
        var loop = Loop.Run(reader);
        _node.Scheduler.RunAll();

        var failures = 1;
        log.Before = _ => failures-- > 0 ? throw new IOException("away") : Task.CompletedTask;
        await node.PublishAsync("a", "one");
        _node.Scheduler.RunAll();

        Assert.Equal(["one"], loop.Texts);
    }

    [Fact]
    public async Task A_signal_while_the_pump_is_at_the_store_makes_it_look_again()
    {
        var log = new FaultyLog(_node.Log);
        var node = new Node(_node.Scheduler, _node.Store, log: log);
        var reader = node.NewReader();
        reader.Add("a", await node.StartAsync("a"), TagSet.None);
        var loop = Loop.Run(reader);
        _node.Scheduler.RunAll();

        var held = new TaskCompletionSource();
        log.Before = _ => held.Task;
        await node.PublishAsync("a", "one");
        _node.Scheduler.RunAll();
        await node.PublishAsync("a", "two");
        Assert.Equal(0, _node.Scheduler.Waiting); // only a mark
        log.Before = null;
        held.SetResult();
        _node.Scheduler.RunAll();

        Assert.Equal(["one", "two"], loop.Texts);
    }

    private async Task<List<Loop>> ReadAsync(int count, Func<int, TagSet> tags)
    {
        var loops = new List<Loop>();
        for (var n = 0; n < count; n++)
        {
            var reader = _node.NewReader();
            reader.Add("a", await _node.HeadAsync("a"), tags(n));
            loops.Add(Loop.Run(reader));
        }

        _node.Scheduler.RunAll();
        // The first look wakes whoever registered before it once; from here on wakes are counted.
        return [.. loops.Select(Restart)];
    }

    private Loop Restart(Loop loop)
    {
        loop.Stop();
        _node.Scheduler.RunAll();
        return Loop.Run(loop.Reader);
    }
}
