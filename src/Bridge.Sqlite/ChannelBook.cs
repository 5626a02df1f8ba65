using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Data.Sqlite;

namespace Bridge.Sqlite;

/// <summary>The channels as they are written: appends under the rules of <see cref="IChannelLog"/>, in the transaction under way. On the writer's thread only.</summary>
internal sealed partial class ChannelBook : IPending, IDisposable
{
    private readonly ChannelIndex _channels;
    private readonly Retention _retention;
    private readonly KeyBook _keys;
    private readonly HotTails _hot;
    private readonly Statement _add;
    private readonly Statement _total;
    private readonly Statement _put;
    private readonly Dictionary<ChannelName, ChannelDraft> _drafts = [];
    private int _newChannels; // of the transaction under way
    private long _growth; // of the transaction under way

    public ChannelBook(SqliteConnection connection, ChannelIndex channels, Retention retention, long hotBytes)
    {
        (_channels, _retention) = (channels, retention);
        _keys = new KeyBook(connection);
        _hot = new HotTails(hotBytes);
        _add = new Statement(
            connection, "INSERT INTO messages (channel, offset, total, time, kind, audience, checkpoint, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        _total = new Statement(connection, "SELECT total FROM messages WHERE channel = ?1 AND offset = ?2");
        _put = new Statement(connection, ChannelIndex.Put);
        _times = new Statement(connection, "SELECT offset, total, time FROM messages WHERE channel = ?1 AND offset > ?2 AND offset <= ?3 ORDER BY offset");
        _sweep = new Statement(connection, "DELETE FROM messages WHERE channel = ?1 AND offset > ?2 AND offset <= ?3");
        foreach (var channel in channels.All)
        {
            Noted(channel, channel.State.Tail - channel.State.Swept);
        }
    }

    public AppendResult Append(ChannelName name, ReadOnlySpan<Entry> entries, ReadOnlySpan<UInt128> prints, Position? expected, DateTimeOffset now)
    {
        var draft = Draft(name);
        var state = draft.State;
        if (expected is not null && expected != At(state.CheckpointAt))
        {
            return new(AppendStatus.CheckpointMoved, At(state.Head));
        }

        Span<long> offsets = entries.Length <= 32 ? stackalloc long[entries.Length] : new long[entries.Length];
        if (!_keys.TryPlace(draft, entries, prints, now, offsets))
        {
            return new(AppendStatus.KeyConflict, At(state.Head));
        }

        if (!offsets.Contains(state.Head + 1))
        {
            return new(AppendStatus.Duplicate, At(offsets[^1]));
        }

        var grown = Grown(draft, entries, offsets);
        var growth = grown.Bytes - state.Bytes;
        var isNew = draft.IsNew && state.Head == 0;
        if ((growth > 0 && _channels.Bytes + _growth + growth > _retention.StoreBytes)
            || (isNew && _channels.Count + _newChannels >= _retention.MaxChannels))
        {
            return new(AppendStatus.Full, At(state.Head));
        }

        Add(draft, entries, prints, offsets, now);
        draft.State = draft.State with
        {
            Head = grown.Head, Tail = grown.Tail, TotalAtHead = grown.TotalAtHead, TotalAtTail = grown.TotalAtTail,
            TrimmedFor = grown.Tail > state.Tail ? GapReason.Evicted : state.TrimmedFor,
        };
        _keys.Evict(draft, SliceRows + entries.Length);
        _growth += growth;
        _newChannels += isNew ? 1 : 0;
        return new(AppendStatus.Appended, At(offsets[^1]));
    }

    public void Flush()
    {
        foreach (var draft in _drafts.Values.Where(draft => draft.IsChanged))
        {
            ChannelIndex.Bind(_put, draft.Channel, draft.State).Run();
        }
    }

    public void Publish()
    {
        foreach (var draft in _drafts.Values.Where(draft => draft.IsChanged))
        {
            _hot.Publish(draft.Channel, draft.State, draft.Added);
            _channels.Published(draft);
            Noted(draft.Channel, draft.Garbage);
        }

        _lastAdded = _drafts.Values.Sum(draft => draft.Added.Count);
        Discard();
    }

    public void Discard()
    {
        _drafts.Clear();
        _growth = _newChannels = 0;
    }

    public void Dispose()
    {
        _keys.Dispose();
        Array.ForEach([_add, _total, _put, _times, _sweep], statement => statement.Dispose());
    }

    private Position At(long offset) => new(_channels.Epoch, offset);

    private ChannelDraft Draft(ChannelName name)
    {
        if (!_drafts.TryGetValue(name, out var draft))
        {
            var known = _channels.Find(name);
            var channel = known ?? _channels.Create(name);
            _drafts[name] = draft = new ChannelDraft(channel, channel.State, isNew: known is null);
        }

        return draft;
    }

    /// <summary>The channel behind the append, trimmed to its count and bytes: a channel at its own limit must not be refused for what it pushes out itself.</summary>
    private ChannelState Grown(ChannelDraft draft, ReadOnlySpan<Entry> entries, ReadOnlySpan<long> offsets)
    {
        var (state, retention) = (draft.State, draft.Channel.Retention);
        var head = state.Head;
        var totals = new List<long>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            if (offsets[i] == head + 1)
            {
                head++;
                totals.Add((totals.Count > 0 ? totals[^1] : state.TotalAtHead) + entries[i].Payload.Bytes.Length);
            }
        }

        long TotalAt(long offset) =>
            offset > state.Head ? totals[(int)(offset - state.Head - 1)]
            : offset == state.Head ? state.TotalAtHead
            : offset == state.Tail ? state.TotalAtTail
            : TotalIn(draft.Channel, offset);

        var tail = Math.Max(state.Tail, head - retention.MaxMessages);
        var wanted = totals[^1] - retention.MaxBytes; // the tail must have at least this behind it
        if (TotalAt(tail) < wanted)
        {
            tail = FirstAtLeast(wanted, tail, head - 1, TotalAt);
        }

        return state with { Head = head, Tail = tail, TotalAtHead = totals[^1], TotalAtTail = TotalAt(tail) };
    }

    /// <summary>The first offset behind the low one whose total is at least that, or the high one. Nearly always it is the next: so in growing steps, then in halves.</summary>
    private static long FirstAtLeast(long total, long low, long high, Func<long, long> totalAt)
    {
        for (var step = 1L; low + step < high; step *= 2)
        {
            if (totalAt(low + step) >= total)
            {
                high = low + step;
                break;
            }

            low += step;
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = totalAt(middle) >= total ? (low, middle) : (middle, high);
        }

        return high;
    }

    private long TotalIn(SqliteChannel channel, long offset)
    {
        if (!_total.Bind(1, channel.Id).Bind(2, offset).Step())
        {
            throw new InvalidDataException($"Message {offset} of channel '{channel.Name}' is missing in the file.");
        }

        var total = _total.Number(0);
        _total.Reset();
        return total;
    }

    private void Add(ChannelDraft draft, ReadOnlySpan<Entry> entries, ReadOnlySpan<UInt128> prints, ReadOnlySpan<long> offsets, DateTimeOffset now)
    {
        var state = draft.State;
        var (head, total) = (state.Head, state.TotalAtHead);
        for (var i = 0; i < entries.Length; i++)
        {
            if (offsets[i] != head + 1)
            {
                continue;
            }

            head++;
            var (payload, audience, key, checkpoint) = entries[i];
            total += payload.Bytes.Length;
            _add.Bind(1, draft.Channel.Id).Bind(2, head).Bind(3, total).Bind(4, now.UtcTicks).Bind(5, (long)payload.Kind)
                .Bind(6, AudienceText.Write(audience)).Bind(7, checkpoint?.Text).Bind(8, payload.Bytes.Span).Run();
            draft.Added.Add(new Message(draft.Channel.Name, At(head), payload, audience, now, checkpoint));
            if (checkpoint is not null)
            {
                draft.State = draft.State with { LastCheckpoint = checkpoint, CheckpointAt = head };
            }

            if (key is not null)
            {
                _keys.Remember(draft, key, prints[i], head, now);
            }
        }

        draft.State = draft.State with { Oldest = state.Head == state.Tail ? now.UtcTicks : Math.Min(state.Oldest, now.UtcTicks) };
    }
}
