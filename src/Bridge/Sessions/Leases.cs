using System.Collections.Concurrent;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>The leases that this node serves just now: one per session, the highest attempt's. Another's are told that they are superseded, at once.</summary>
internal sealed class Leases : IDisposable
{
    private readonly BridgeScheduler _scheduler;
    private readonly Waiters _waiters;
    private readonly IChannelLog _log;
    private readonly ConcurrentDictionary<SessionId, SessionLease> _live = new();
    private readonly IDisposable _listening;
    private CloseReason? _over;

    public Leases(BridgeScheduler scheduler, Waiters waiters, IChannelLog log, IBackplane backplane, IRandomSource random)
    {
        _scheduler = scheduler;
        _waiters = waiters;
        _log = log;
        Node = random.NextText(6);
        _listening = backplane.Listen(OnSignal);
    }

    /// <summary>This node's name in session records.</summary>
    public string Node { get; }

    /// <summary>How many are served.</summary>
    public int Count => _live.Count;

    /// <summary>Makes the seat's reader, and ends the lease that it takes over from. A lower attempt is born superseded.</summary>
    public SessionLease Take(SessionSeat seat, bool inline)
    {
        var lease = new SessionLease(this, seat, new Reader(_scheduler, _waiters, _log, inline));
        while (true)
        {
            if (_live.TryAdd(seat.Session.Id, lease))
            {
                break;
            }

            if (!_live.TryGetValue(seat.Session.Id, out var earlier))
            {
                continue;
            }

            if (earlier.Attempt > lease.Attempt)
            {
                lease.End(CloseReason.Superseded);
                return lease;
            }

            if (_live.TryUpdate(seat.Session.Id, lease, earlier))
            {
                earlier.End(CloseReason.Superseded);
                break;
            }
        }

        lease.Subscribe();
        if (Volatile.Read(ref _over) is { } over)
        {
            lease.End(over); // it came in while all others were ended
        }

        return lease;
    }

    /// <summary>The lease is over; its session may have another by now.</summary>
    public void Leave(SessionLease lease) => _live.TryRemove(new(lease.Session, lease));

    /// <summary>Ends the session's lease here, if there is one.</summary>
    public void End(SessionId session, CloseReason reason)
    {
        if (_live.TryGetValue(session, out var lease))
        {
            lease.End(reason);
        }
    }

    /// <summary>Ends every lease, also those still to come: the node goes away.</summary>
    public void EndAll(CloseReason reason)
    {
        Volatile.Write(ref _over, reason);
        foreach (var lease in _live.Values)
        {
            lease.End(reason);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listening.Dispose();

    private void OnSignal(Signal signal)
    {
        if (signal.Channel.IsDefault && _live.TryGetValue(signal.Session, out var lease) && lease.Attempt < signal.Number)
        {
            lease.End(signal.Number == long.MaxValue ? CloseReason.Closed : CloseReason.Superseded);
        }
    }
}
