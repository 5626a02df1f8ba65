using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Upstream;

/// <summary>When this node saw the others' records change last. One that hasn't changed for a whole lease, by our own monotonic clock, belongs to a node that doesn't poll any more.</summary>
internal sealed class NodeSightings(IRecordStore records, BridgeScheduler scheduler, TimeSpan lease)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Version, long At)> _seen = [];

    /// <summary>Looks whether a node is gone: it said so, or has been silent for its whole lease. Ask after its claim has been read, never before.</summary>
    public async ValueTask<bool> IsGoneAsync(string node)
    {
        while (true)
        {
            var asked = scheduler.Milliseconds; // the answer speaks of a moment not before this one, however long we slept over it
            var stored = await records.GetAsync(UpstreamNode.KeyOf(node), CancellationToken.None).ConfigureAwait(false);
            if (stored is null)
            {
                Forget(node);
                return true;
            }

            if (IsAlive(node, stored, asked))
            {
                return false;
            }

            // Without its record it can't go on by itself, whatever its clock says: its next renewal tells it.
            await records.DeleteAsync(UpstreamNode.KeyOf(node), stored.Version, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private bool IsAlive(string node, StoredRecord stored, long asked)
    {
        lock (_lock)
        {
            if (_seen.TryGetValue(node, out var seen) && seen.Version == stored.Version)
            {
                return asked - seen.At < (UpstreamNode.LeaseOf(stored) ?? lease).TotalMilliseconds;
            }

            _seen[node] = (stored.Version, scheduler.Milliseconds);
            return true;
        }
    }

    private void Forget(string node)
    {
        lock (_lock)
        {
            _seen.Remove(node);
        }
    }
}
