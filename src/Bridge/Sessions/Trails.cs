using Bridge.Diagnostics;

namespace Bridge.Sessions;

/// <summary>What a session's last lease on this node came to, so that the next one can be compared with it: another transport, or positions written before.</summary>
/// <remarks>
/// Kept only while somebody reads the metrics that come of it, and for as many sessions as there are places; of two with one place the later one has it. A session that was
/// elsewhere in between, and one that a later one displaced, is compared with nothing. So the counts are a little low, never too high.
/// </remarks>
internal sealed class Trails(BridgeMeter meter)
{
    private const int Places = 1 << 14;

    private Trail?[]? _trails;

    /// <summary>A lease was taken; its loop has not begun.</summary>
    public void Begin(SessionLease lease, string transport)
    {
        if ((!meter.Connections.CountsSwitches && !meter.Messages.CountsReplays) || lease.Ended is not null)
        {
            return;
        }

        var trails = Volatile.Read(ref _trails) ?? Interlocked.CompareExchange(ref _trails, new Trail?[Places], null) ?? _trails;
        var earlier = Interlocked.Exchange(ref trails[(uint)lease.Session.GetHashCode() % Places], lease.Trail = new Trail(lease, transport));
        if (earlier is null || earlier.Session != lease.Session || earlier.Attempt >= lease.Attempt)
        {
            return;
        }

        if (earlier.Transport != transport)
        {
            meter.Connections.Switched(earlier.Transport, transport, earlier.Cause);
        }

        if (earlier.Behind(lease) is > 0 and var again)
        {
            meter.Messages.Replayed(again, transport);
        }
    }
}
