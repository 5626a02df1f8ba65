using Bridge.Stores;

namespace Bridge.Simulation.Stores;

/// <summary>The records as one node reaches them.</summary>
internal sealed class SimRecords(SimStore store, StoreCalls calls) : IRecordStore
{
    public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) =>
        calls.CallAsync(() => store.Memory.Records.GetAsync(key, CancellationToken.None).Result, cancellationToken);

    public ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken) =>
        calls.SyncedAsync(() => store.Memory.Records.PutAsync(key, value, expectedVersion, lifetime, CancellationToken.None).Result, cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) =>
        calls.CallAsync(() => store.Memory.Records.DeleteAsync(key, expectedVersion, CancellationToken.None).Result, cancellationToken);
}
