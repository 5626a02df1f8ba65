using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>What a channel's log does, said as simply as possible: everything ever appended in one list, searched from end to end.</summary>
internal sealed class LogModel(Retention retention)
{
    private sealed record Kept(Entry Entry, DateTimeOffset Time);

    private readonly List<Kept> _all = [];
    private readonly List<(string Key, Payload Payload, long Offset, DateTimeOffset Time)> _keys = [];

    public long Head => _all.Count;

    public long Tail { get; private set; }

    public GapReason TrimmedFor { get; private set; }

    public Checkpoint? LastCheckpoint => LastCheckpointAt > 0 ? CheckpointAt(LastCheckpointAt) : null;

    public long LastCheckpointAt => _all.FindLastIndex(kept => kept.Entry.Checkpoint is not null) + 1;

    public Payload this[long offset] => _all[(int)offset - 1].Entry.Payload;

    public Checkpoint? CheckpointAt(long offset) => _all[(int)offset - 1].Entry.Checkpoint;

    public long? Find(Checkpoint checkpoint)
    {
        var offset = _all.FindLastIndex(kept => kept.Entry.Checkpoint == checkpoint) + 1;
        return offset > Tail ? offset : null;
    }

    public (AppendStatus Status, long Last) Append(Entry[] entries, long? expected, DateTimeOffset now)
    {
        if (expected is not null && expected != LastCheckpointAt)
        {
            return (AppendStatus.CheckpointMoved, Head);
        }

        var known = _keys.ToList();
        var fresh = new List<Entry>();
        long last = 0;
        foreach (var entry in entries)
        {
            var seen = known.FindIndex(key => key.Key == entry.DedupeKey);
            if (entry.DedupeKey is not null && seen >= 0)
            {
                if (!Same(known[seen].Payload, entry.Payload))
                {
                    return (AppendStatus.KeyConflict, Head);
                }

                last = known[seen].Offset;
                continue;
            }

            fresh.Add(entry);
            last = Head + fresh.Count;
            if (entry.DedupeKey is not null)
            {
                known.Add((entry.DedupeKey, entry.Payload, last, now));
            }
        }

        _all.AddRange(fresh.Select(entry => new Kept(entry, now)));
        _keys.Clear();
        _keys.AddRange(known.TakeLast(retention.DedupeKeys));
        while (Head - Tail > retention.MaxMessages || (Head - Tail > 1 && Bytes() > retention.MaxBytes))
        {
            Tail++;
            TrimmedFor = GapReason.Evicted;
        }

        return (fresh.Count > 0 ? AppendStatus.Appended : AppendStatus.Duplicate, last);
    }

    public void Trim(DateTimeOffset now)
    {
        while (Tail < Head && now - _all[(int)Tail].Time > retention.MaxAge)
        {
            Tail++;
            TrimmedFor = GapReason.Expired;
        }

        _keys.RemoveAll(key => now - key.Time > retention.DedupeAge);
    }

    private long Bytes() => _all.Skip((int)Tail).Sum(kept => (long)kept.Entry.Payload.Bytes.Length);

    private static bool Same(Payload left, Payload right) => left.Kind == right.Kind && left.Bytes.Span.SequenceEqual(right.Bytes.Span);
}
