using Bridge.Stores;

namespace Bridge.Simulation.Nodes;

/// <summary>The records of a node that knows nobody else's leases.</summary>
internal sealed class OwnLeases(IRecordStore records, int node) : IRecordStore
{
    public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) => records.GetAsync(Key(key), cancellationToken);

    public ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken) =>
        records.PutAsync(Key(key), value, expectedVersion, lifetime, cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => records.DeleteAsync(Key(key), expectedVersion, cancellationToken);

    private string Key(string key) => key.StartsWith("upstream:lease:", StringComparison.Ordinal) ? $"{node}/{key}" : key;
}
