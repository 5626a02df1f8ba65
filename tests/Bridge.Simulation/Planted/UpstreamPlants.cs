using Bridge.Messaging;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Planted;

/// <summary>What the polls of a legacy backend stand on, with one thing wrong.</summary>
internal sealed class UpstreamPlant(string name) : Plant
{
    public static readonly IReadOnlyList<string> Names =
    [
        "upstream-append-unconditional", "upstream-checkpoint-forgotten", "upstream-keys-dropped", "upstream-lives-not-shared",
    ];

    private int _nodes;

    public override string Name => name;

    public override IChannelLog Log(IChannelLog log, World world) => new WrongLog(log, name);

    public override IRecordStore Records(IRecordStore records, World world) => name == "upstream-lives-not-shared" ? new WrongRecords(records, ++_nodes) : records;

    private sealed class WrongLog(IChannelLog log, string bug) : IChannelLog
    {
        public async ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken)
        {
            if (bug == "upstream-keys-dropped" && expected is not null)
            {
                entries = entries.ToArray().Select(entry => entry with { DedupeKey = null }).ToArray();
            }

            return await log.AppendAsync(channel, entries, bug == "upstream-append-unconditional" ? null : expected, cancellationToken);
        }

        public async ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken)
        {
            var head = await log.HeadAsync(channel, cancellationToken);
            return bug == "upstream-checkpoint-forgotten" && head.Tail == head.Head ? head with { LastCheckpoint = null, CheckpointAt = head.CheckpointAt with { Offset = 0 } } : head;
        }

        public ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken) =>
            log.ReadAsync(channel, after, limit, into, cancellationToken);

        public ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken) => log.FindAsync(channel, checkpoint, cancellationToken);

        public ValueTask TrimAsync(CancellationToken cancellationToken) => log.TrimAsync(cancellationToken);
    }

    private sealed class WrongRecords(IRecordStore records, int node) : IRecordStore
    {
        public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) => records.GetAsync(Key(key), cancellationToken);

        public ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken) =>
            records.PutAsync(Key(key), value, expectedVersion, lifetime, cancellationToken);

        public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => records.DeleteAsync(Key(key), expectedVersion, cancellationToken);

        private string Key(string key) => key.StartsWith("upstream/", StringComparison.Ordinal) ? $"{node}/{key}" : key;
    }
}
