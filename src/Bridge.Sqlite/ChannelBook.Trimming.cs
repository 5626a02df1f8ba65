using Bridge.Messaging;

namespace Bridge.Sqlite;

/// <summary>Making room, in slices that nobody notices.</summary>
internal sealed partial class ChannelBook
{
    /// <summary>Rows touched per slice: some milliseconds.</summary>
    private const int SliceRows = 1_000;

    private readonly Statement _times;
    private readonly Statement _sweep;
    private readonly Queue<SqliteChannel> _toSweep = [];
    private long _rowsToSweep;
    private int _lastAdded; // rows of the last transaction

    /// <summary>Sweeping goes along with appends; a transaction of its own it is worth only from a whole slice on.</summary>
    public bool IsBehind => _rowsToSweep >= SliceRows;

    /// <summary>Moves the tails of channels whose messages are past their age, and forgets keys past theirs.</summary>
    /// <param name="due">The channels; those done are taken out.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether there is more to do, in a further transaction.</returns>
    public bool Expire(Queue<SqliteChannel> due, DateTimeOffset now)
    {
        for (var budget = SliceRows; budget > 0 && due.TryPeek(out var channel); budget--)
        {
            var draft = Draft(channel.Name);
            if (!ExpireMessages(draft, now, ref budget) || !_keys.Expire(draft, now, ref budget))
            {
                return true;
            }

            due.Dequeue();
        }

        return due.Count > 0;
    }

    /// <summary>Deletes rows before tails. Only before tails that readers know of: whoever misses rows that he was promised finds that the tail has moved on.</summary>
    public void Tidy()
    {
        var budget = SliceRows + (2L * _lastAdded); // in step with what comes in: a channel at its limit loses as many as it gains
        foreach (var channel in _toSweep)
        {
            if (budget <= 0)
            {
                return;
            }

            var draft = Draft(channel.Name);
            var (from, upTo) = (draft.State.Swept, Math.Min(channel.State.Tail, draft.State.Swept + budget));
            _sweep.Bind(1, channel.Id).Bind(2, from).Bind(3, upTo).Run();
            draft.State = draft.State with { Swept = upTo };
            budget -= upTo - from;
        }
    }

    private bool ExpireMessages(ChannelDraft draft, DateTimeOffset now, ref int budget)
    {
        var state = draft.State;
        var oldest = now.UtcTicks - draft.Channel.Retention.MaxAge.Ticks;
        if (state.Tail == state.Head || state.Oldest >= oldest)
        {
            return true;
        }

        var isAll = false;
        _times.Bind(1, draft.Channel.Id).Bind(2, state.Tail).Bind(3, Math.Min(state.Head, state.Tail + Math.Max(1, budget)));
        while (!isAll && _times.Step())
        {
            budget--;
            isAll = _times.Number(2) >= oldest;
            state = isAll
                ? state with { Oldest = _times.Number(2) }
                : state with { Tail = _times.Number(0), TotalAtTail = _times.Number(1), TrimmedFor = GapReason.Expired };
        }

        _times.Reset();
        _growth += state.Bytes - draft.State.Bytes;
        draft.State = state;
        return isAll || state.Tail == state.Head;
    }

    /// <summary>Keeps the list of channels with something to sweep.</summary>
    private void Noted(SqliteChannel channel, long rows)
    {
        _rowsToSweep += rows;
        if (!channel.WaitsForSweep && channel.State.Swept < channel.State.Tail)
        {
            channel.WaitsForSweep = true;
            _toSweep.Enqueue(channel);
        }

        while (_toSweep.TryPeek(out var first) && first.State.Swept == first.State.Tail)
        {
            _toSweep.Dequeue().WaitsForSweep = false;
        }
    }
}
