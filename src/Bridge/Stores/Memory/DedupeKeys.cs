using Bridge.Messaging;

namespace Bridge.Stores.Memory;

/// <summary>The dedupe keys a channel remembers. Not safe for two threads at once.</summary>
internal sealed class DedupeKeys
{
    private readonly record struct Seen(UInt128 Print, long Offset, DateTimeOffset Time);

    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = []; // as remembered: each key stands in it once

    public int Count => _seen.Count;

    /// <summary>Gives each entry its offset: a new one, or the one its key was given before. New offsets count on from <paramref name="head"/>,
    /// so an entry is new when its offset is one more than all before it. Nothing is remembered yet.</summary>
    /// <returns>False when a key comes with another payload than before.</returns>
    public bool TryPlace(ReadOnlySpan<Entry> entries, ReadOnlySpan<UInt128> prints, long head, Span<long> offsets)
    {
        var batch = entries.Length > 1 ? new Dictionary<string, Seen>(entries.Length, StringComparer.Ordinal) : null;
        for (var i = 0; i < entries.Length; i++)
        {
            if (entries[i].DedupeKey is not { } key)
            {
                offsets[i] = ++head;
            }
            else if (_seen.TryGetValue(key, out var seen) || (batch is not null && batch.TryGetValue(key, out seen)))
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
                batch?.Add(key, new Seen(prints[i], head, default));
            }
        }

        return true;
    }

    /// <summary>Remembers a new key; the oldest make room.</summary>
    public void Remember(string key, UInt128 print, long offset, DateTimeOffset now, int limit)
    {
        while (_seen.Count >= limit)
        {
            _seen.Remove(_order.Dequeue());
        }

        _seen.Add(key, new Seen(print, offset, now));
        _order.Enqueue(key);
    }

    /// <summary>Forgets the keys that are older than that.</summary>
    public void Forget(DateTimeOffset now, TimeSpan age)
    {
        while (_order.TryPeek(out var key) && now - _seen[key].Time > age)
        {
            _seen.Remove(_order.Dequeue());
        }
    }
}
