using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Stores;

/// <summary>The records as one node reaches them; the checker hears of what is kept.</summary>
internal sealed class SimRecords(World world, SimStore store, StoreCalls calls) : IRecordStore
{
    public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) =>
        calls.CallAsync(() => store.Memory.Records.GetAsync(key, CancellationToken.None).Result, cancellationToken);

    public ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken) =>
        calls.SyncedAsync(
            () =>
            {
                var version = store.Memory.Records.PutAsync(key, value, expectedVersion, lifetime, CancellationToken.None).Result;
                if (version is not null)
                {
                    world.Checker.Outcomes.Stored(key, value);
                }

                return version;
            },
            cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) =>
        calls.CallAsync(() => store.Memory.Records.DeleteAsync(key, expectedVersion, CancellationToken.None).Result, cancellationToken);
}
