using System.Buffers.Binary;
using Bridge.Messaging;
using Microsoft.Data.Sqlite;

namespace Bridge.Sqlite;

/// <summary>The dedupe keys of all channels, in the file. On the writer's thread only.</summary>
internal sealed class KeyBook(SqliteConnection connection) : IDisposable
{
    private readonly record struct Seen(UInt128 Print, long Offset);

    private readonly Statement _find = new(connection, "SELECT print, offset, time FROM keys WHERE channel = ?1 AND key = ?2");
    private readonly Statement _forgetOne = new(connection, "DELETE FROM keys WHERE channel = ?1 AND key = ?2");
    private readonly Statement _put = new(connection, "INSERT INTO keys (channel, key, offset, time, print) VALUES (?1, ?2, ?3, ?4, ?5)");
    private readonly Statement _nth = new(connection, "SELECT offset FROM keys WHERE channel = ?1 ORDER BY offset LIMIT 1 OFFSET ?2");
    private readonly Statement _inOrder = new(connection, "SELECT offset, time FROM keys WHERE channel = ?1 ORDER BY offset LIMIT ?2");
    private readonly Statement _forget = new(connection, "DELETE FROM keys WHERE channel = ?1 AND offset <= ?2");

    /// <summary>Gives each entry its offset: a new one, or the one its key was given before. New offsets count on from the head. A key past its age is forgotten on the
    /// way; apart from that nothing is written yet.</summary>
    /// <returns>False when a key comes with another payload than before.</returns>
    public bool TryPlace(ChannelDraft draft, ReadOnlySpan<Entry> entries, ReadOnlySpan<UInt128> prints, DateTimeOffset now, Span<long> offsets)
    {
        var head = draft.State.Head;
        var batch = entries.Length > 1 && !prints.IsEmpty ? new Dictionary<string, Seen>(StringComparer.Ordinal) : null;
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].DedupeKey is not { } key)
            {
                offsets[i] = ++head;
            }
            else if ((batch is not null && batch.TryGetValue(key, out var seen)) || TryFind(draft, key, now, out seen))
            {
                if (seen.Print != prints[i])
                {
                    return false;
                }

                offsets[i] = seen.Offset;
            }
            else
            {
                offsets[i] = ++head;
                batch?.Add(key, new Seen(prints[i], head));
            }
        }

        return true;
    }

    /// <summary>Remembers a new key.</summary>
    public void Remember(ChannelDraft draft, string key, UInt128 print, long offset, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, print);
        _put.Bind(1, draft.Channel.Id).Bind(2, key).Bind(3, offset).Bind(4, now.UtcTicks).Bind(5, bytes).Run();
        var state = draft.State;
        draft.State = state with { Keys = state.Keys + 1, OldestKey = state.Keys == 0 ? now.UtcTicks : Math.Min(state.OldestKey, now.UtcTicks) };
    }

    /// <summary>The oldest keys make room.</summary>
    /// <param name="draft">The channel.</param>
    /// <param name="most">At most so many; the limit may have been lowered by millions since the last start.</param>
    public void Evict(ChannelDraft draft, int most)
    {
        var surplus = Math.Min(draft.State.Keys - draft.Channel.Retention.DedupeKeys, most);
        if (surplus > 0 && _nth.Bind(1, draft.Channel.Id).Bind(2, surplus - 1).Step())
        {
            var upTo = _nth.Number(0);
            _nth.Reset();
            Forget(draft, upTo);
        }
    }

    /// <summary>Forgets keys past their age, a slice of them.</summary>
    /// <returns>Whether that was all.</returns>
    public bool Expire(ChannelDraft draft, DateTimeOffset now, ref int budget)
    {
        var oldest = now.UtcTicks - draft.Channel.Retention.DedupeAge.Ticks;
        if (draft.State.Keys == 0 || draft.State.OldestKey >= oldest)
        {
            return true;
        }

        var (limit, read, upTo, isAll) = (Math.Max(1, budget), 0, 0L, false);
        _inOrder.Bind(1, draft.Channel.Id).Bind(2, limit);
        for (; !isAll && _inOrder.Step(); read++)
        {
            isAll = _inOrder.Number(1) >= oldest;
            if (isAll)
            {
                draft.State = draft.State with { OldestKey = _inOrder.Number(1) };
            }
            else
            {
                upTo = _inOrder.Number(0);
            }
        }

        _inOrder.Reset();
        budget -= read;
        Forget(draft, upTo);
        return isAll || read < limit;
    }

    public void Dispose() => Array.ForEach([_find, _forgetOne, _put, _nth, _inOrder, _forget], statement => statement.Dispose());

    private bool TryFind(ChannelDraft draft, string key, DateTimeOffset now, out Seen seen)
    {
        seen = default;
        if (draft.State.Keys == 0 || !_find.Bind(1, draft.Channel.Id).Bind(2, key).Step())
        {
            return false;
        }

        seen = new Seen(BinaryPrimitives.ReadUInt128BigEndian(_find.Bytes(0)), _find.Number(1));
        var age = now.UtcTicks - _find.Number(2);
        _find.Reset();
        if (age <= draft.Channel.Retention.DedupeAge.Ticks)
        {
            return true;
        }

        _forgetOne.Bind(1, draft.Channel.Id).Bind(2, key).Run();
        draft.State = draft.State with { Keys = draft.State.Keys - 1 };
        return false;
    }

    private void Forget(ChannelDraft draft, long upTo) =>
        draft.State = draft.State with { Keys = draft.State.Keys - _forget.Bind(1, draft.Channel.Id).Bind(2, upTo).Run() };
}
