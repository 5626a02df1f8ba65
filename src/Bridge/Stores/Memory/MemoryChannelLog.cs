using System.Collections.Concurrent;
using Bridge.Messaging;

namespace Bridge.Stores.Memory;

/// <summary>The log of one process: gone with it, and every process is a new epoch. Nothing here waits, so every call completes at once.</summary>
public sealed class MemoryChannelLog : IChannelLog
{
    private readonly ConcurrentDictionary<ChannelName, MemoryChannel> _channels = [];
    private readonly Lock _creation = new();
    private readonly Retention _retention;
    private readonly Func<ChannelName, Retention?>? _retentionOf;
    private readonly TimeProvider _time;
    private readonly ByteBudget _budget;
    private readonly Epoch _epoch;
    private readonly MemoryChannel _nothing; // what a channel looks like that never had a message
    private int _count;
    private long _nextSweep = long.MinValue;

    /// <summary>An empty log in a new epoch.</summary>
    /// <param name="retention">What channels keep; its store-wide limits hold for all of them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Gives the epoch.</param>
    /// <param name="retentionOf">What one channel keeps instead, asked once when it begins to exist; null, or an answer of null: as all do.</param>
    public MemoryChannelLog(Retention retention, TimeProvider time, IRandomSource random, Func<ChannelName, Retention?>? retentionOf = null)
    {
        _retention = retention;
        _retentionOf = retentionOf;
        _time = time;
        _budget = new ByteBudget(retention.StoreBytes);
        _epoch = new Epoch(random.NextUInt64());
        _nothing = new MemoryChannel(default, _epoch, retention, _budget);
    }

    /// <summary>The payload bytes of all channels.</summary>
    public long Bytes => _budget.Used;

    /// <summary>How many channels ever had a message.</summary>
    public int Channels => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Length);
        var prints = Fingerprint.Of(entries.Span); // before any lock is held
        var now = _time.GetUtcNow();
        var result = Append(channel, entries.Span, prints, expected, now);
        if (result.Status == AppendStatus.Full && MaySweep())
        {
            Trim(now);
            result = Append(channel, entries.Span, prints, expected, now);
        }

        return ValueTask.FromResult(result);
    }

    /// <inheritdoc/>
    public ValueTask<ReadResult> ReadAsync(
        ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(channel).Read(after, limit, into));

    /// <inheritdoc/>
    public ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken) => ValueTask.FromResult(Find(channel).Head());

    /// <inheritdoc/>
    public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(channel).Find(checkpoint));

    /// <inheritdoc/>
    public ValueTask TrimAsync(CancellationToken cancellationToken)
    {
        Trim(_time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    private MemoryChannel Find(ChannelName channel) => _channels.TryGetValue(channel, out var found) ? found : _nothing;

    private AppendResult Append(ChannelName channel, ReadOnlySpan<Entry> entries, UInt128[] prints, Position? expected, DateTimeOffset now)
    {
        if (_channels.TryGetValue(channel, out var known))
        {
            return known.Append(entries, prints, expected, now);
        }

        lock (_creation)
        {
            if (_channels.TryGetValue(channel, out known))
            {
                return known.Append(entries, prints, expected, now);
            }

            if (_count >= _retention.MaxChannels)
            {
                return new(AppendStatus.Full, new Position(_epoch, 0));
            }

            // Filled before it is seen: an append that fails leaves no channel behind, and nobody else can have got hold of it.
            var created = new MemoryChannel(channel, _epoch, _retentionOf?.Invoke(channel) ?? _retention, _budget);
            var result = created.Append(entries, prints, expected, now);
            if (result.Status == AppendStatus.Appended)
            {
                _channels[channel] = created;
                _count++;
            }

            return result;
        }
    }

    private void Trim(DateTimeOffset now)
    {
        foreach (var (_, channel) in _channels)
        {
            channel.Trim(now);
        }
    }

    /// <summary>A full store is swept once a second, not at every refused append: refusing must stay cheap when it happens most.</summary>
    private bool MaySweep()
    {
        var now = _time.GetTimestamp();
        var next = Volatile.Read(ref _nextSweep);
        return now >= next && Interlocked.CompareExchange(ref _nextSweep, now + _time.TimestampFrequency, next) == next;
    }
}
