using System.Text;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Planted;

/// <summary>A record store with one thing wrong: what guards submissions.</summary>
internal sealed class RecordPlant(string name) : Plant
{
    public static readonly IReadOnlyList<string> Names = ["records-outcome-not-kept", "records-claim-not-compared", "records-per-node", "records-expire-at-once"];

    private int _nodes;

    public override string Name => name;

    public override IRecordStore Records(IRecordStore records, World world) => new Wrong(records, name, ++_nodes);

    private sealed class Wrong(IRecordStore records, string bug, int node) : IRecordStore
    {
        public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) => records.GetAsync(Key(key), cancellationToken);

        public async ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            if (bug == "records-outcome-not-kept" && !Encoding.UTF8.GetString(value.Span).Contains("Running", StringComparison.Ordinal))
            {
                value = "{}"u8.ToArray();
            }

            if (bug == "records-claim-not-compared")
            {
                expectedVersion = (await records.GetAsync(key, cancellationToken))?.Version ?? 0;
            }

            return await records.PutAsync(Key(key), value, expectedVersion, bug == "records-expire-at-once" ? TimeSpan.FromMilliseconds(50) : lifetime, cancellationToken);
        }

        public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => records.DeleteAsync(Key(key), expectedVersion, cancellationToken);

        private string Key(string key) => bug == "records-per-node" ? $"{node}/{key}" : key;
    }
}
