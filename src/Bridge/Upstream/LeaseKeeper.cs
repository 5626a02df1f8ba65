using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Upstream;

/// <summary>The record of one scope's lease. Every change expects the version that was read: of two who claim at once one has it.</summary>
internal sealed class LeaseKeeper(ChannelName channel, IRecordStore records)
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(1); // the holder's node is judged, not this; it only clears away what nobody wants any more

    private readonly string _key = $"upstream:lease:{channel}";

    /// <summary>What it says, and its version; 0: there is none.</summary>
    public async ValueTask<(LeaseRecord? Record, long Version)> ReadAsync() =>
        await records.GetAsync(_key, CancellationToken.None).ConfigureAwait(false) is { } stored ? (LeaseRecord.Read(stored.Value.Span), stored.Version) : (null, 0);

    /// <summary>Claims; the version, or null when somebody was faster.</summary>
    public ValueTask<long?> ClaimAsync(LeaseRecord record, long expected) => records.PutAsync(_key, record.Write(), expected, Life, CancellationToken.None);

    /// <summary>Says how the holder's poll stands; false: the lease is not his any more.</summary>
    public ValueTask<bool> TellAsync(UpstreamHold hold, LeaseRecord record) => ChangeAsync(hold.Record, hold.Version, async version =>
    {
        if (await ClaimAsync(record, version).ConfigureAwait(false) is not { } next)
        {
            return false;
        }

        (hold.Record, hold.Version) = (record, next);
        return true;
    });

    /// <summary>Gives a turn back, for anybody to claim.</summary>
    public ValueTask<bool> ReturnAsync(LeaseRecord mine, long version) => ChangeAsync(mine, version, known => records.DeleteAsync(_key, known, CancellationToken.None));

    /// <summary>Gives a turn back and has nobody poll for a while.</summary>
    public ValueTask<bool> StopAsync(LeaseRecord mine, long version, TimeSpan rest) => ChangeAsync(
        mine, version, async known => await records.PutAsync(_key, (mine with { Node = null }).Write(), known, rest, CancellationToken.None).ConfigureAwait(false) is not null);

    /// <summary>Changes the record at the version known, or at the one that stands there when it is the same turn's: a call whose answer never came may have been carried out.</summary>
    private async ValueTask<bool> ChangeAsync(LeaseRecord mine, long version, Func<long, ValueTask<bool>> change)
    {
        while (version == 0 || !await change(version).ConfigureAwait(false))
        {
            var (found, now) = await ReadAsync().ConfigureAwait(false);
            if (found is null || (found.Node, found.Turn) != (mine.Node, mine.Turn) || now == version)
            {
                return false;
            }

            version = now;
        }

        return true;
    }
}
