using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres;

/// <summary>The rules of <see cref="IChannelLog.AppendAsync"/>, decided on locked rows. Nothing is asked and nothing written here.</summary>
/// <param name="epoch">The epoch.</param>
/// <param name="retention">The store-wide limits.</param>
/// <param name="bytes">Payload bytes kept in all channels.</param>
/// <param name="channels">How many channels there are.</param>
internal sealed class AppendRules(Epoch epoch, Retention retention, long bytes, long channels)
{
    private const int MostForgotten = 1_000; // keys at once; the limit may have been lowered by millions

    /// <summary>By how much the store grew.</summary>
    public long Growth { get; private set; }

    /// <summary>How many channels began.</summary>
    public int NewChannels { get; private set; }

    public AppendResult Append(ChannelDraft draft, AppendJob job)
    {
        var state = draft.State;
        var entries = job.Entries.Span;
        if (job.Expected is { } expected && expected != At(state.CheckpointAt))
        {
            return new(AppendStatus.CheckpointMoved, At(state.Head));
        }

        Span<long> offsets = entries.Length <= 32 ? stackalloc long[entries.Length] : new long[entries.Length];
        if (!TryPlace(draft, job, offsets))
        {
            return new(AppendStatus.KeyConflict, At(state.Head));
        }

        if (!offsets.Contains(state.Head + 1))
        {
            return new(AppendStatus.Duplicate, At(offsets[^1]));
        }

        var grown = Grown(draft, entries, offsets, out var totals);
        var growth = grown.Bytes - state.Bytes;
        var isNew = state.Head == 0;
        if ((growth > 0 && bytes + Growth + growth > retention.StoreBytes) || (isNew && channels + NewChannels >= retention.MaxChannels))
        {
            return new(AppendStatus.Full, At(state.Head));
        }

        totals.ForEach(draft.Appended);
        Add(draft, job, offsets, grown);
        Growth += growth;
        NewChannels += isNew ? 1 : 0;
        return new(AppendStatus.Appended, At(offsets[^1]));
    }

    private Position At(long offset) => new(epoch, offset);

    /// <summary>Gives each entry its offset: a new one, or the one its key was given before.</summary>
    /// <returns>False when a key comes with another payload than before.</returns>
    private static bool TryPlace(ChannelDraft draft, AppendJob job, Span<long> offsets)
    {
        var entries = job.Entries.Span;
        var head = draft.State.Head;
        Dictionary<Guid, ChannelDraft.Key>? batch = null;
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].DedupeKey is not { } text)
            {
                offsets[i] = ++head;
                continue;
            }

            var key = CheckpointBytes.Mark(text);
            if ((batch is not null && batch.TryGetValue(key, out var seen)) || (draft.Known.TryGetValue(key, out seen) && IsYoung(seen)))
            {
                if (seen.Print != job.Prints[i])
                {
                    return false;
                }

                offsets[i] = seen.Offset;
            }
            else
            {
                offsets[i] = ++head;
                (batch ??= []).Add(key, new(job.Prints[i], head, job.Now.UtcTicks));
            }
        }

        return true;

        bool IsYoung(ChannelDraft.Key seen) => job.Now.UtcTicks - seen.Time <= draft.Retention.DedupeAge.Ticks;
    }

    /// <summary>The channel behind the append, trimmed to its count and bytes: a channel at its own limit must not be refused for what it pushes out itself.</summary>
    private static ChannelState Grown(ChannelDraft draft, ReadOnlySpan<Entry> entries, ReadOnlySpan<long> offsets, out List<long> totals)
    {
        var (state, retention, head) = (draft.State, draft.Retention, draft.State.Head);
        var added = totals = new List<long>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            if (offsets[i] == head + 1)
            {
                head++;
                added.Add((added.Count > 0 ? added[^1] : state.TotalAtHead) + entries[i].Payload.Bytes.Length);
            }
        }

        long? TotalAt(long offset) => offset > state.Head ? added[(int)(offset - state.Head - 1)] : draft.TotalAt(offset);

        var tail = Math.Max(state.Tail, head - retention.MaxMessages);
        var wanted = added[^1] - retention.MaxBytes; // the tail must have at least this behind it
        var total = TotalAt(tail);
        while (total < wanted && tail < head - 1 && TotalAt(tail + 1) is { } next)
        {
            (tail, total) = (tail + 1, next);
        }

        // More must go than was asked for (a limit was lowered by a lot): the next appends go on.
        return state with { Head = head, TotalAtHead = added[^1], Tail = total is null ? state.Tail : tail, TotalAtTail = total ?? state.TotalAtTail };
    }

    private void Add(ChannelDraft draft, AppendJob job, ReadOnlySpan<long> offsets, ChannelState grown)
    {
        var entries = job.Entries.Span;
        var (before, ticks) = (draft.State, job.Now.UtcTicks);
        var (head, state) = (before.Head, before);
        for (var i = 0; i < entries.Length; i++)
        {
            if (offsets[i] != head + 1)
            {
                continue;
            }

            head++;
            var (payload, audience, key, checkpoint) = entries[i];
            draft.Added.Add(new Message(draft.Name, At(head), payload, audience, job.Now, checkpoint));
            if (checkpoint is not null)
            {
                state = state with { LastCheckpoint = checkpoint, CheckpointAt = head };
            }

            if (key is not null)
            {
                state = Remember(draft, state, CheckpointBytes.Mark(key), new(job.Prints[i], head, ticks));
            }
        }

        var surplus = Math.Clamp(state.Keys - draft.Retention.DedupeKeys, 0, MostForgotten + entries.Length);
        draft.Forgotten += surplus;
        draft.State = state with
        {
            Head = grown.Head, Tail = grown.Tail, TotalAtHead = grown.TotalAtHead, TotalAtTail = grown.TotalAtTail, Keys = state.Keys - surplus,
            TrimmedFor = grown.Tail > before.Tail ? GapReason.Evicted : before.TrimmedFor,
            Oldest = before.Head == before.Tail ? ticks : Math.Min(before.Oldest, ticks),
        };
    }

    private static ChannelState Remember(ChannelDraft draft, ChannelState state, Guid key, ChannelDraft.Key seen)
    {
        var isKnown = draft.Known.ContainsKey(key); // past its age: its row is written over
        draft.Known[key] = draft.Remembered[key] = seen;
        return state with { Keys = state.Keys + (isKnown ? 0 : 1), OldestKey = state.Keys == 0 ? seen.Time : Math.Min(state.OldestKey, seen.Time) };
    }
}
