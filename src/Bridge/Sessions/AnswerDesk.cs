using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>Reads on for old clients, whose cursors are a backend's own: a checkpoint finds the place, and an answer ends where a checkpoint stands.</summary>
internal sealed class AnswerDesk(Waiters waiters, IChannelLog log, BridgeScheduler scheduler, DeadlineWheel wheel)
{
    /// <summary>Reads the messages after a checkpoint, waiting for some when there are none.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="into">Messages are added here: whole upstream answers, the last of them with the checkpoint to go on with.</param>
    /// <param name="stopping">Ends the wait early.</param>
    /// <param name="cancellationToken">The request went away.</param>
    public async ValueTask<AnswerStatus> ReadAsync(AnswerQuery query, List<Message> into, CancellationToken stopping, CancellationToken cancellationToken)
    {
        if (query.IsLatest)
        {
            return await LatestAsync(query, into, cancellationToken).ConfigureAwait(false);
        }

        var reader = new Reader(scheduler, waiters, log, inline: false);
        using var gone = cancellationToken.UnsafeRegister(static reader => ((Reader)reader!).Signal(), reader);
        using var going = stopping.UnsafeRegister(static reader => ((Reader)reader!).Signal(), reader);
        var batch = Batch.Rent();
        try
        {
            if (await PlaceAsync(query, reader, batch, stopping, cancellationToken).ConfigureAwait(false) is not { } place)
            {
                return AnswerStatus.Unknown;
            }

            reader.Add(query.Channel, place, TagSet.None);
            var end = scheduler.Milliseconds + (long)query.Wait.TotalMilliseconds;
            while (true)
            {
                reader.Rearm();
                if (!await FillAsync(query, reader, batch, into, cancellationToken).ConfigureAwait(false))
                {
                    return AnswerStatus.Unknown; // what lies between is no longer kept: only the backend can answer
                }

                if (Whole(into, query.Limit) is > 0 and var whole)
                {
                    into.RemoveRange(whole, into.Count - whole);
                    return AnswerStatus.News;
                }

                if (into.Count >= query.Limit)
                {
                    return AnswerStatus.Unknown; // one upstream answer is longer than that, and is never cut
                }

                if (scheduler.Milliseconds >= end || stopping.IsCancellationRequested)
                {
                    return AnswerStatus.Nothing;
                }

                await WaitAsync(reader, end, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            wheel.Disarm(reader);
            reader.Leave();
            batch.Return();
        }
    }

    /// <summary>Finds where a client that goes on by subscribing has to begin, waiting a little for a cursor that may be on its way.</summary>
    /// <returns>The position after which it has everything to come; null: its cursor is not known here.</returns>
    public async ValueTask<Position?> FindAsync(AnswerQuery query, CancellationToken stopping, CancellationToken cancellationToken)
    {
        if (query.IsState)
        {
            // Whatever it has seen, it needs the newest state: to tell it, or to know that it is the one it has.
            var head = await log.HeadAsync(query.Channel, cancellationToken).ConfigureAwait(false);
            var isKnown = head.LastCheckpoint == query.After || (!query.IsLatest && query.After is { } seen && await FindAsync(query, seen, cancellationToken).ConfigureAwait(false) is not null);
            return isKnown && head.Head.Offset > head.Tail.Offset ? head.Head with { Offset = head.Head.Offset - 1 } : null;
        }

        var reader = new Reader(scheduler, waiters, log, inline: false);
        using var gone = cancellationToken.UnsafeRegister(static reader => ((Reader)reader!).Signal(), reader);
        using var going = stopping.UnsafeRegister(static reader => ((Reader)reader!).Signal(), reader);
        var batch = Batch.Rent();
        try
        {
            return await PlaceAsync(query, reader, batch, stopping, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            wheel.Disarm(reader);
            reader.Leave();
            batch.Return();
        }
    }

    /// <summary>Where the checkpoint stands.</summary>
    private async ValueTask<Position?> PlaceAsync(AnswerQuery query, Reader reader, Batch batch, CancellationToken stopping, CancellationToken cancellationToken)
    {
        if (query.After is { } after && await FindAsync(query, after, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        if (query.Otherwise is { } start)
        {
            var stands = await log.HeadAsync(query.Channel, cancellationToken).ConfigureAwait(false);
            return start.Resolve(stands.Head, stands.Tail);
        }

        return query.After is null || query.Patience <= TimeSpan.Zero ? null : await ArrivalAsync(query, query.After, reader, batch, stopping, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A cursor that the log doesn't hold may be on its way: the backend gave it to the client a moment before it gives it to us.</summary>
    private async ValueTask<Position?> ArrivalAsync(
        AnswerQuery query, Checkpoint after, Reader reader, Batch batch, CancellationToken stopping, CancellationToken cancellationToken)
    {

        var end = scheduler.Milliseconds + (long)query.Patience.TotalMilliseconds;
        reader.Add(query.Channel, (await log.HeadAsync(query.Channel, cancellationToken).ConfigureAwait(false)).Head, TagSet.None);
        while (true)
        {
            reader.Rearm();
            batch.Clear();
            await reader.FillAsync(batch, 1_000, Reader.BatchBytes, cancellationToken).ConfigureAwait(false); // read, so that the next news is a signal again
            if (await FindAsync(query, after, cancellationToken).ConfigureAwait(false) is { } arrived)
            {
                return arrived;
            }

            if (scheduler.Milliseconds >= end || stopping.IsCancellationRequested)
            {
                return null;
            }

            await WaitAsync(reader, end, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<Position?> FindAsync(AnswerQuery query, Checkpoint after, CancellationToken cancellationToken) =>
        await log.FindAsync(query.Channel, after, cancellationToken).ConfigureAwait(false) ?? query.Interest?.Find(after);

    /// <summary>Takes what there is; false when a gap is in it.</summary>
    private static async ValueTask<bool> FillAsync(AnswerQuery query, Reader reader, Batch batch, List<Message> into, CancellationToken cancellationToken)
    {
        do
        {
            batch.Clear();
            await reader.FillAsync(batch, query.Limit, Reader.BatchBytes, cancellationToken).ConfigureAwait(false);
            if (batch.Gaps.Count > 0 && query.Otherwise is null)
            {
                return false;
            }

            into.AddRange(batch.Messages);
        }
        while (batch.Messages.Count > 0 && into.Count < query.Limit);

        return true;
    }

    /// <summary>The newest message, for who stands at its checkpoint: with another cursor the backend may say something else.</summary>
    private async ValueTask<AnswerStatus> LatestAsync(AnswerQuery query, List<Message> into, CancellationToken cancellationToken)
    {
        var head = await log.HeadAsync(query.Channel, cancellationToken).ConfigureAwait(false);
        if (head.LastCheckpoint != query.After || head.Head.Offset == head.Tail.Offset)
        {
            return AnswerStatus.Unknown;
        }

        await log.ReadAsync(query.Channel, head.Head with { Offset = head.Head.Offset - 1 }, new ReadLimit(1, int.MaxValue), into, cancellationToken).ConfigureAwait(false);
        return into is [{ Checkpoint: not null }] ? AnswerStatus.News : AnswerStatus.Unknown;
    }

    /// <summary>How many messages end with a checkpoint, within the limit.</summary>
    private static int Whole(List<Message> messages, int limit)
    {
        var whole = 0;
        for (var i = 0; i < messages.Count && i < limit; i++)
        {
            whole = messages[i].Checkpoint is null ? whole : i + 1;
        }

        return whole;
    }

    private async ValueTask WaitAsync(Reader reader, long end, CancellationToken cancellationToken)
    {
        wheel.Arm(reader, TimeSpan.FromMilliseconds(Math.Max(1, end - scheduler.Milliseconds)));
        await reader.WaitAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
