using System.Collections.Concurrent;
using Bridge.Messaging;

namespace Bridge.Stores.Memory;

/// <summary>Records of one process.</summary>
/// <param name="time">The clock.</param>
/// <param name="maxRecords">How many are kept; beyond it a new one is refused with <see cref="Refusal.StoreFull"/>.</param>
public sealed class MemoryRecordStore(TimeProvider time, int maxRecords = 1_000_000) : IRecordStore
{
    private const int MaxKeyLength = 256;
    private const int SweptPerPut = 4; // more than one: the sweep overtakes the growth

    private readonly ConcurrentDictionary<string, Kept> _records = new(StringComparer.Ordinal);
    private readonly Lock _sweep = new();
    private IEnumerator<KeyValuePair<string, Kept>>? _sweeper;
    private long _version; // one counter for all keys: a version never comes back, whatever was deleted
    private int _count;

    private sealed class Kept(StoredRecord record, DateTimeOffset until)
    {
        public StoredRecord Record => record;

        public bool IsExpired(DateTimeOffset now) => now >= until;
    }

    /// <summary>How many are kept, the expired ones not yet swept included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_records.TryGetValue(key, out var kept) && !kept.IsExpired(time.GetUtcNow()) ? kept.Record : null);

    /// <inheritdoc/>
    public ValueTask<long?> PutAsync(
        string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxKeyLength, nameof(key));
        var now = time.GetUtcNow();
        Sweep(now, SweptPerPut);
        var version = Interlocked.Increment(ref _version);
        var fresh = new Kept(new StoredRecord(value, version), lifetime < DateTimeOffset.MaxValue - now ? now + lifetime : DateTimeOffset.MaxValue);
        while (true)
        {
            var known = _records.TryGetValue(key, out var kept);
            if ((known && !kept!.IsExpired(now) ? kept.Record.Version : 0) != expectedVersion)
            {
                return ValueTask.FromResult<long?>(null);
            }

            // Compared by reference. Who loses the race looks again: an expired record may have been swept, which changes nothing.
            if (known ? _records.TryUpdate(key, fresh, kept!) : TryAdd(key, fresh, now))
            {
                return ValueTask.FromResult<long?>(version);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => ValueTask.FromResult(
        _records.TryGetValue(key, out var kept) && !kept.IsExpired(time.GetUtcNow()) && kept.Record.Version == expectedVersion && TryRemove(new(key, kept)));

    private bool TryAdd(string key, Kept fresh, DateTimeOffset now)
    {
        if (Interlocked.Increment(ref _count) > maxRecords)
        {
            Sweep(now, SweptPerPut * 256);
            if (Count > maxRecords)
            {
                Interlocked.Decrement(ref _count);
                throw new BridgeException(Refusal.StoreFull, $"There are {maxRecords} records.");
            }
        }

        if (_records.TryAdd(key, fresh))
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    private bool TryRemove(KeyValuePair<string, Kept> record)
    {
        var removed = _records.TryRemove(record);
        if (removed)
        {
            Interlocked.Decrement(ref _count);
        }

        return removed;
    }

    /// <summary>Goes on where the last sweep stopped. Whoever finds another at it leaves it to him.</summary>
    private void Sweep(DateTimeOffset now, int steps)
    {
        if (!_sweep.TryEnter())
        {
            return;
        }

        try
        {
            for (_sweeper ??= _records.GetEnumerator(); steps > 0; steps--)
            {
                if (!_sweeper.MoveNext())
                {
                    _sweeper = null;
                    return;
                }

                if (_sweeper.Current.Value.IsExpired(now))
                {
                    TryRemove(_sweeper.Current);
                }
            }
        }
        finally
        {
            _sweep.Exit();
        }
    }
}
