using System.Collections.Concurrent;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>Those without a session who wait on this node just now.</summary>
internal sealed class Guests(DeadlineWheel wheel, BridgeScheduler scheduler)
{
    private readonly ConcurrentDictionary<GuestLease, bool> _live = new();
    private readonly HeardOrders _orders = new();
    private long _entered;
    private CloseReason? _ending;

    /// <summary>Lets one in. One who comes while the node goes away, or before an order about him that was heard meanwhile, is born ended.</summary>
    public GuestLease Enter(Caller caller, Reader reader)
    {
        var guest = new GuestLease(this, caller, reader, Interlocked.Increment(ref _entered), scheduler.Time.GetUtcNow());
        _live.TryAdd(guest, true);
        if (caller.Left(scheduler) is { } left)
        {
            wheel.Arm(guest, left);
            if (left <= TimeSpan.Zero)
            {
                guest.End(CloseReason.Renew);
            }
        }

        if (_orders.IsSince(caller))
        {
            guest.End(CloseReason.Renew);
        }

        if (Volatile.Read(ref _ending) is { } reason)
        {
            guest.End(reason);
        }

        return guest;
    }

    /// <summary>One is gone.</summary>
    public void Leave(GuestLease guest)
    {
        wheel.Disarm(guest);
        _live.TryRemove(new(guest, true));
    }

    /// <summary>An order about a user was heard: who came in before it, and enters after it, comes again. To be called before those who are there are looked for.</summary>
    public void Hear(string user) => _orders.Hear(user, scheduler.Time.GetTimestamp());

    /// <summary>Orders were missed.</summary>
    public void HearOfAll() => _orders.HearOfAll(scheduler.Time.GetTimestamp());

    /// <summary>Those of a user.</summary>
    public IEnumerable<GuestLease> Of(string user) => InOrder(_live.Keys.Where(guest => guest.Caller.Owner == user));

    /// <summary>Ends all who come from now on.</summary>
    /// <returns>Those that are there, to be ended.</returns>
    public IReadOnlyList<IEnds> BeginEnding(CloseReason reason)
    {
        Interlocked.Exchange(ref _ending, reason); // a full fence: who is not seen below sees this
        return All;
    }

    /// <summary>All that are there.</summary>
    public IReadOnlyList<IEnds> All => [.. InOrder(_live.Keys)];

    /// <summary>In the order in which they came: the dictionary's is another one in every process, and a simulation must run the same twice.</summary>
    private IEnumerable<GuestLease> InOrder(IEnumerable<GuestLease> guests) => guests.OrderBy(guest => guest.Number);
}
