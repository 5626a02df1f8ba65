using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres;

/// <summary>The log in the database. What is newest is read from memory; that there is nothing more, only the database says.</summary>
internal sealed class PostgresChannelLog(Lane[] lanes, ChannelCache cache, ChannelReads reads, Trimming trimming, TimeProvider time) : IChannelLog
{
    private const int MostEpochs = 5; // while one read is under way

    private long _nextSweep = long.MinValue;

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(
        ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Length);
        cancellationToken.ThrowIfCancellationRequested(); // not later: who went away while it was committed would give no hint of what he has appended
        var result = await TryAppendAsync(channel, entries, expected).ConfigureAwait(false);
        if (result.Status == AppendStatus.Full && MaySweep())
        {
            await trimming.TrimAsync(CancellationToken.None).ConfigureAwait(false);
            result = await TryAppendAsync(channel, entries, expected).ConfigureAwait(false);
        }

        return result;
    }

    /// <inheritdoc/>
    public ValueTask<ReadResult> ReadAsync(
        ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken) =>
        cache[channel].TryRead(after, limit, into, out var result) ? ValueTask.FromResult(result) : AskAsync(channel, after, limit, into, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        for (var epochs = 0; epochs < MostEpochs; epochs++)
        {
            var found = cache[channel];
            if (await found.LookAsync().WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                var state = found.State;
                return new ChannelHead(new(found.Epoch, state.Head), new(found.Epoch, state.Tail), state.LastCheckpoint, new(found.Epoch, state.CheckpointAt));
            }
        }

        throw Unsteady();
    }

    /// <inheritdoc/>
    public async ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        for (var epochs = 0; epochs < MostEpochs; epochs++)
        {
            var epoch = cache[channel].Epoch;
            var (isIn, offset) = await reads.FindAsync(channel, epoch, checkpoint, cancellationToken).ConfigureAwait(false);
            if (isIn)
            {
                return offset is { } known ? new Position(epoch, known) : null;
            }
        }

        throw Unsteady();
    }

    /// <inheritdoc/>
    public ValueTask TrimAsync(CancellationToken cancellationToken)
    {
        cache.Sweep();
        return trimming.TrimAsync(cancellationToken);
    }

    private static BridgeException Unsteady() => new(Refusal.StoreUnavailable, "The store changes hands again and again.");

    private async ValueTask<ReadResult> AskAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken)
    {
        for (var epochs = 0; epochs < MostEpochs; epochs++)
        {
            var found = cache[channel];
            if (found.IsHot(after))
            {
                if (!await found.LookAsync().WaitAsync(cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }

                if (found.TryReadFresh(after, limit, into, out var result))
                {
                    return result;
                }
            }

            if (await reads.ReadAsync(found, after, limit, into, cancellationToken).ConfigureAwait(false) is { } cold)
            {
                return cold;
            }
        }

        throw Unsteady();
    }

    private async ValueTask<AppendResult> TryAppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected)
    {
        var lane = lanes[(uint)channel.GetHashCode() % (uint)lanes.Length];
        return await lane.AppendAsync(new AppendJob(channel, entries, expected, time.GetUtcNow())).ConfigureAwait(false);
    }

    /// <summary>A full store is swept once a second, not at every refused append: refusing must stay cheap when it happens most.</summary>
    private bool MaySweep()
    {
        var now = time.GetTimestamp();
        var next = Volatile.Read(ref _nextSweep);
        return now >= next && Interlocked.CompareExchange(ref _nextSweep, now + time.TimestampFrequency, next) == next;
    }
}
