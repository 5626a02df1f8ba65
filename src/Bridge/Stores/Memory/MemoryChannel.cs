using Bridge.Messaging;

namespace Bridge.Stores.Memory;

/// <summary>One channel's log, under its own lock.</summary>
internal sealed class MemoryChannel(ChannelName name, Epoch epoch, Retention retention, ByteBudget budget)
{
    private readonly Lock _gate = new();
    private readonly MessageRing _ring = new();
    private CheckpointIndex? _checkpoints;
    private DedupeKeys? _keys;
    private Checkpoint? _lastCheckpoint;
    private long _checkpointAt;
    private GapReason _trimmedFor; // why the newest of the trimmed went: what a reader before the tail is told

    public AppendResult Append(ReadOnlySpan<Entry> entries, ReadOnlySpan<UInt128> prints, Position? expected, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (expected is not null && expected != At(_checkpointAt))
            {
                return new(AppendStatus.CheckpointMoved, At(_ring.Head));
            }

            Expire(now);
            Span<long> offsets = entries.Length <= 32 ? stackalloc long[entries.Length] : new long[entries.Length];
            if (!TryPlace(entries, prints, offsets))
            {
                return new(AppendStatus.KeyConflict, At(_ring.Head));
            }

            if (!IsAnyNew(offsets))
            {
                return new(AppendStatus.Duplicate, At(offsets[^1]));
            }

            if (!budget.TryTake(Growth(entries, offsets)))
            {
                return new(AppendStatus.Full, At(_ring.Head));
            }

            for (var i = 0; i < entries.Length; i++)
            {
                if (offsets[i] == _ring.Head + 1)
                {
                    Add(entries[i], prints.IsEmpty ? default : prints[i], now);
                }
            }

            _checkpoints?.Forget(_ring.Tail);
            return new(AppendStatus.Appended, At(offsets[^1]));
        }
    }

    public ReadResult Read(Position after, ReadLimit limit, List<Message> into)
    {
        lock (_gate)
        {
            GapReason? gap = after.Epoch != epoch ? GapReason.Epoch
                : after.Offset > _ring.Head ? GapReason.Ahead
                : after.Offset < _ring.Tail ? _trimmedFor
                : null;
            var upTo = _ring.CopyTo(into, gap is null ? after.Offset : _ring.Tail, limit);
            return new(At(upTo), upTo == _ring.Head, gap, gap is null ? default : At(_ring.Tail));
        }
    }

    public ChannelHead Head()
    {
        lock (_gate)
        {
            return new(At(_ring.Head), At(_ring.Tail), _lastCheckpoint, At(_checkpointAt));
        }
    }

    public Position? Find(Checkpoint checkpoint)
    {
        lock (_gate)
        {
            return _checkpoints?.Find(checkpoint.Text) is { } offset ? At(offset) : null;
        }
    }

    /// <summary>Trims what is too old.</summary>
    public void Trim(DateTimeOffset now)
    {
        lock (_gate)
        {
            Expire(now);
            _ring.Release();
            _keys = _keys is { Count: > 0 } ? _keys : null;
        }
    }

    private Position At(long offset) => new(epoch, offset);

    private bool TryPlace(ReadOnlySpan<Entry> entries, ReadOnlySpan<UInt128> prints, Span<long> offsets)
    {
        if (!prints.IsEmpty)
        {
            _keys ??= new DedupeKeys();
            return _keys.TryPlace(entries, prints, _ring.Head, offsets);
        }

        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = _ring.Head + 1 + i;
        }

        return true;
    }

    private bool IsAnyNew(ReadOnlySpan<long> offsets) => offsets.Contains(_ring.Head + 1);

    /// <summary>By how much the store grows, after room has been made: a channel at its own limit must not be refused for what it pushes out itself.</summary>
    private long Growth(ReadOnlySpan<Entry> entries, ReadOnlySpan<long> offsets)
    {
        var head = _ring.Head;
        var bytes = _ring.Bytes;
        for (var i = 0; i < entries.Length; i++)
        {
            if (offsets[i] == head + 1)
            {
                head++;
                bytes += entries[i].Payload.Bytes.Length;
            }
        }

        var place = 0; // new offsets ascend: to seek each from the beginning would take the square of a batch larger than the ring
        for (var tail = _ring.Tail; IsTooMuch(head - tail, bytes); tail++)
        {
            var oldest = tail + 1;
            while (oldest > _ring.Head && offsets[place] != oldest)
            {
                place++;
            }

            bytes -= (oldest <= _ring.Head ? _ring[oldest].Payload : entries[place].Payload).Bytes.Length;
        }

        return bytes - _ring.Bytes;
    }

    private bool IsTooMuch(long count, long bytes) => count > retention.MaxMessages || (bytes > retention.MaxBytes && count > 1);

    private void Add(in Entry entry, UInt128 print, DateTimeOffset now)
    {
        // Room first: a ring at its limit must not double for one message.
        var size = entry.Payload.Bytes.Length;
        while (_ring.Count > 0 && IsTooMuch(_ring.Count + 1, _ring.Bytes + size))
        {
            _ring.DropOldest();
            _trimmedFor = GapReason.Evicted;
        }

        _ring.Add(new Message(name, At(_ring.Head + 1), entry.Payload, entry.Audience, now, entry.Checkpoint));
        if (entry.DedupeKey is { } key)
        {
            _keys!.Remember(key, print, _ring.Head, now, retention.DedupeKeys);
        }

        if (entry.Checkpoint is { } checkpoint)
        {
            (_lastCheckpoint, _checkpointAt) = (checkpoint, _ring.Head);
            (_checkpoints ??= new CheckpointIndex()).Add(checkpoint.Text, _ring.Head);
        }
    }

    private void Expire(DateTimeOffset now)
    {
        while (_ring.Count > 0 && now - _ring.Oldest.Time > retention.MaxAge)
        {
            budget.Give(_ring.DropOldest());
            _trimmedFor = GapReason.Expired;
        }

        _checkpoints?.Forget(_ring.Tail);
        _keys?.Forget(now, retention.DedupeAge);
    }
}
