using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Planted;

/// <summary>What the upstream leases stand on, with one thing wrong.</summary>
internal sealed class LeasePlant(string name) : Plant
{
    public static readonly IReadOnlyList<string> Names = ["lease-living-taken", "lease-claim-not-compared", "lease-per-node"];

    private int _nodes;

    public override string Name => name;

    public override IRecordStore Records(IRecordStore records, World world) => new Wrong(records, name, ++_nodes);

    private sealed class Wrong(IRecordStore records, string bug, int node) : IRecordStore
    {
        public async ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken)
        {
            var found = await records.GetAsync(Key(key), cancellationToken);
            return bug == "lease-living-taken" && key.StartsWith("upstream:node:", StringComparison.Ordinal) ? null : found;
        }

        public async ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            if (bug == "lease-claim-not-compared" && IsLease(key))
            {
                expectedVersion = (await records.GetAsync(key, cancellationToken))?.Version ?? 0;
            }

            return await records.PutAsync(Key(key), value, expectedVersion, lifetime, cancellationToken);
        }

        public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => records.DeleteAsync(Key(key), expectedVersion, cancellationToken);

        private static bool IsLease(string key) => key.StartsWith("upstream:lease:", StringComparison.Ordinal);

        private string Key(string key) => bug == "lease-per-node" && IsLease(key) ? $"{node}/{key}" : key;
    }
}
