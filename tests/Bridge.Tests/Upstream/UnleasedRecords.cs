using Bridge.Stores;

namespace Bridge.Tests.Upstream;

/// <summary>Everybody's own leases in one store: several poll at once, and what keeps the items once has to do it alone.</summary>
internal sealed class UnleasedRecords(IRecordStore records) : IRecordStore
{
    private static int _views;

    private readonly int _view = Interlocked.Increment(ref _views);

    public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) => records.GetAsync(Key(key), cancellationToken);

    public ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken) =>
        records.PutAsync(Key(key), value, expectedVersion, lifetime, cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => records.DeleteAsync(Key(key), expectedVersion, cancellationToken);

    private string Key(string key) => key.StartsWith("upstream:lease:", StringComparison.Ordinal) ? $"{_view}/{key}" : key;
}
