using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Sessions;

public sealed class SweepingTests
{
    private readonly Node _node = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Old_messages_and_sessions_that_nobody_visits_are_cleared_away()
    {
        using var sweeper = Start(_node.Log);
        await _node.PublishAsync("a", "old");
        var opened = (ServerReply.Opened)(await _node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop)).Replies[0];
        _node.Scheduler.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1, _node.Store.Sessions.Count);
        Assert.Null((await _node.Desk.JoinAsync(opened.Token!.Value, Caller.Anonymous, Stop)).Reason);

        for (var minute = 0; minute < 11; minute++)
        {
            _node.Scheduler.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(0, _node.Store.Sessions.Count);
        Assert.Equal(0, _node.Store.Log.Bytes);
    }

    [Fact]
    public async Task A_sweep_that_fails_is_followed_by_another()
    {
        var log = new FailingTrim();
        using var sweeper = Start(log);
        _node.Scheduler.Advance(TimeSpan.FromSeconds(6));
        _node.Scheduler.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(2, log.Trims);

        sweeper.Dispose();
        _node.Scheduler.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(2, log.Trims);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Waiting_for_acknowledgements_ends_when_they_are_enough()
    {
        var (acknowledgements, seat, position) = await PublishedAsync();
        var waiting = acknowledgements.WaitAsync("a", position, by => by.Count == 1, TimeSpan.FromSeconds(10), Stop).AsTask();
        _node.Scheduler.Advance(TimeSpan.FromSeconds(3));
        Assert.False(waiting.IsCompleted);
        await _node.Desk.AckAsync(seat, Cursor.Of("a", position), Stop);
        _node.Scheduler.Advance(TimeSpan.FromSeconds(1.1));

        Assert.True(waiting.IsCompleted); // on the queue, not on some thread of a pool
        Assert.True(await waiting);
    }

    [Fact]
    public async Task Waiting_for_acknowledgements_ends_when_time_is_up_or_nobody_wants_to_know()
    {
        var (acknowledgements, _, position) = await PublishedAsync();
        using var source = new CancellationTokenSource();
        var timed = acknowledgements.WaitAsync("a", position, by => by.Count == 1, TimeSpan.FromSeconds(2), Stop).AsTask();
        var given = acknowledgements.WaitAsync("a", position, by => by.Count == 1, TimeSpan.FromHours(2), source.Token).AsTask();
        for (var n = 0; n < 5; n++)
        {
            _node.Scheduler.Advance(TimeSpan.FromSeconds(0.6));
        }

        Assert.True(timed.IsCompleted);
        Assert.False(await timed);
        Assert.False(given.IsCompleted);
        await source.CancelAsync();
        _node.Scheduler.RunAll();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
    }

    private async Task<(Acknowledgements Acknowledgements, SessionSeat Seat, Position Position)> PublishedAsync()
    {
        var seat = (await _node.Desk.OpenAsync(new ClientIntent.Open(null, null, null, null), Caller.Anonymous, Stop)).Seat!;
        await _node.Desk.SubscribeAsync(seat, new ClientIntent.Subscribe("a", Since.Now), Stop);
        var position = await _node.PublishAsync("a", "one");
        return (new Acknowledgements(_node.Store.Sessions, _node.Wheel, _node.Options, _node.Scheduler), seat, position);
    }

    private Sweeper Start(IChannelLog log)
    {
        var sweeper = new Sweeper(log, _node.Store.Sessions, _node.Options, _node.Wheel, _node.Scheduler, NullLogger<Sweeper>.Instance);
        sweeper.Start();
        return sweeper;
    }

    private sealed class FailingTrim : IChannelLog
    {
        public int Trims { get; private set; }

        public ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken) => default;

        public ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken) => default;

        public ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken) => default;

        public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) => default;

        public ValueTask TrimAsync(CancellationToken cancellationToken)
        {
            Trims++;
            throw new IOException("away");
        }
    }
}
