using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Sqlite;

/// <summary>The log in the file. What is newest is read from memory at once; older messages are read from the file on the caller's thread.</summary>
internal sealed class SqliteChannelLog(
    ChannelIndex channels, ChannelBook book, Writer writer, FileReaders readers, TimeProvider time) : IChannelLog
{
    private long _nextSweep = long.MinValue;

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(
        ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Length);
        var prints = Fingerprint.Of(entries.Span);
        var result = await TryAppendAsync(channel, entries, prints, expected, cancellationToken).ConfigureAwait(false);
        if (result.Status == AppendStatus.Full && MaySweep() && await TryTrimAsync(cancellationToken).ConfigureAwait(false))
        {
            result = await TryAppendAsync(channel, entries, prints, expected, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    /// <inheritdoc/>
    public ValueTask<ReadResult> ReadAsync(
        ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken)
    {
        var found = channels.FindOrNothing(channel);
        ReadView? missed = null;
        while (true)
        {
            if (found.TryRead(after, channels.Epoch, limit, into, out var view, out var upTo))
            {
                return ValueTask.FromResult(Result(view, upTo));
            }

            if (view == missed)
            {
                throw new InvalidDataException($"Messages of channel '{channel}' after {view.From} are missing in the file: it is damaged.");
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (readers.Read((found, channels.Epoch, view, limit, into), static (reader, ask) => reader.Messages(ask.found, ask.Epoch, ask.view, ask.limit, ask.into)) is { } last)
            {
                return ValueTask.FromResult(Result(view, last));
            }

            missed = view; // swept between the look and the reading: the next look sees a tail further on
        }
    }

    /// <inheritdoc/>
    public ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken)
    {
        var state = channels.FindOrNothing(channel).State;
        return ValueTask.FromResult(new ChannelHead(At(state.Head), At(state.Tail), state.LastCheckpoint, At(state.CheckpointAt)));
    }

    /// <inheritdoc/>
    public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        if (channels.Find(channel) is not { } found || found.State is not { LastCheckpoint: not null } state)
        {
            return ValueTask.FromResult<Position?>(null);
        }

        var offset = readers.Read((found, checkpoint, state), static (reader, ask) => reader.Checkpoint(ask.found, ask.checkpoint, ask.state));
        return ValueTask.FromResult<Position?>(offset is { } known ? At(known) : null);
    }

    /// <inheritdoc/>
    public async ValueTask TrimAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = new Queue<SqliteChannel>(channels.All.Where(channel => IsDue(channel, now)));
        while (due.Count > 0)
        {
            await writer.WriteAsync(() => book.Expire(due, now), cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsDue(SqliteChannel channel, DateTimeOffset now)
    {
        var state = channel.State;
        return (state.Tail < state.Head && now.UtcTicks - state.Oldest > channel.Retention.MaxAge.Ticks)
            || (state.Keys > 0 && now.UtcTicks - state.OldestKey > channel.Retention.DedupeAge.Ticks)
            || state.Swept < state.Tail;
    }

    private async ValueTask<AppendResult> TryAppendAsync(
        ChannelName channel, ReadOnlyMemory<Entry> entries, UInt128[] prints, Position? expected, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            return await writer.WriteAsync(() => book.Append(channel, entries.Span, prints, expected, now), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode == raw.SQLITE_FULL)
        {
            return new(AppendStatus.Full, At(channels.FindOrNothing(channel).State.Head)); // the disk, or the largest size the file may have
        }
    }

    private async ValueTask<bool> TryTrimAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TrimAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode == raw.SQLITE_FULL)
        {
            return false; // on a disk without a free byte not even deleting can be written down
        }
    }

    private Position At(long offset) => new(channels.Epoch, offset);

    private ReadResult Result(ReadView view, long upTo) =>
        new(At(upTo), upTo == view.Head, view.Gap, view.Gap is null ? default : At(view.Tail));

    /// <summary>A full store is swept once a second, not at every refused append: refusing must stay cheap when it happens most.</summary>
    private bool MaySweep()
    {
        var now = time.GetTimestamp();
        var next = Volatile.Read(ref _nextSweep);
        return now >= next && Interlocked.CompareExchange(ref _nextSweep, now + time.TimestampFrequency, next) == next;
    }
}
