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
    private readonly object?[] _passed = new object?[256]; // the last signals, by session: one may come between the store's visit and Take
    private readonly IDisposable _listening;
    private readonly HeardOrders _orders = new();
    private CloseReason? _ending;

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

    /// <summary>Whether the node goes away.</summary>
    public bool IsEnding => Volatile.Read(ref _ending) is not null;

    /// <summary>Makes the seat's reader, and ends the lease that it takes over from. A lower attempt is born superseded.</summary>
    public SessionLease Take(SessionSeat seat, bool inline)
    {
        var turn = (int)(seat.Session.Attempt & 0xFFFF); // polls count attempts: each begins with the next channel
        var lease = new SessionLease(this, seat, new Reader(_scheduler, _waiters, _log, inline, turn));
        while (!_live.TryAdd(seat.Session.Id, lease))
        {
            var earlier = _live.GetValueOrDefault(seat.Session.Id); // null: it left just now
            if (earlier?.Attempt > lease.Attempt)
            {
                lease.End(CloseReason.Superseded);
                return lease;
            }

            if (earlier is not null && _live.TryUpdate(seat.Session.Id, lease, earlier))
            {
                earlier.End(CloseReason.Superseded);
                break;
            }
        }

        if (Volatile.Read(ref PassedBy(seat.Session.Id)) is Signal passed && passed.Session == seat.Session.Id)
        {
            Supersede(passed.Session, passed.Number);
        }

        lease.Subscribe();
        if (_orders.IsSince(seat.Caller))
        {
            lease.End(CloseReason.Renew); // it was not among those that were told
        }

        if (Volatile.Read(ref _ending) is { } reason)
        {
            lease.End(reason);
        }

        return lease;
    }

    /// <summary>The lease is over; its session may have another by now.</summary>
    public void Leave(SessionLease lease) => _live.TryRemove(new(lease.Session, lease));

    /// <summary>Another attempt has the lease now, here or elsewhere: whoever has it with a lower one is told. <see cref="long.MaxValue"/>: the session was closed.</summary>
    public void Supersede(SessionId session, long attempt)
    {
        if (_live.TryGetValue(session, out var lease) && lease.Attempt < attempt)
        {
            lease.End(attempt == long.MaxValue ? CloseReason.Closed : CloseReason.Superseded);
        }
    }

    /// <summary>An order about a user was heard: who came in before it, and takes his lease after it, comes again. To be called before those who have theirs are looked for.</summary>
    public void Hear(string user) => _orders.Hear(user, _scheduler.Time.GetTimestamp());

    /// <summary>Orders were missed.</summary>
    public void HearOfAll() => _orders.HearOfAll(_scheduler.Time.GetTimestamp());

    /// <summary>Whether somebody came in before the last order about him.</summary>
    public bool MustComeAgain(Caller caller) => _orders.IsSince(caller);

    /// <summary>Those of a user.</summary>
    public IEnumerable<SessionLease> Of(string user) => InOrder(_live.Values.Where(lease => lease.Caller.Owner == user));

    /// <summary>Ends every lease that is taken from now on: the node goes away, and who comes again at once over a kept connection must not hold it up.</summary>
    /// <returns>Those that are there, to be ended.</returns>
    public IReadOnlyList<IEnds> BeginEnding(CloseReason reason)
    {
        Interlocked.Exchange(ref _ending, reason); // a full fence: who is not seen below sees this
        return All;
    }

    /// <summary>All that are there.</summary>
    public IReadOnlyList<IEnds> All => [.. InOrder(_live.Values)];

    /// <summary>Ends every lease, now and from now on.</summary>
    public void EndAll(CloseReason reason)
    {
        foreach (var lease in BeginEnding(reason))
        {
            lease.End(reason);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listening.Dispose();

    /// <summary>In an order of their own: the dictionary's is another one in every process, and a simulation must run the same twice.</summary>
    private IEnumerable<SessionLease> InOrder(IEnumerable<SessionLease> leases) => leases.OrderBy(lease => lease.Session.Value, StringComparer.Ordinal);

    private ref object? PassedBy(SessionId session)
    {
        var hash = 0u;
        foreach (var sign in session.Value)
        {
            hash = (hash * 31) + sign; // a string's own hash is another one in every process, and a simulation must run the same twice
        }

        return ref _passed[hash % (uint)_passed.Length];
    }

    private void OnSignal(Signal signal)
    {
        if (signal.Channel.IsDefault)
        {
            Interlocked.Exchange(ref PassedBy(signal.Session), signal); // before the look: Take adds first and looks here after
            Supersede(signal.Session, signal.Number);
        }
    }
}
