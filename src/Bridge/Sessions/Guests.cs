using System.Collections.Concurrent;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>Those without a session who wait on this node just now.</summary>
internal sealed class Guests(DeadlineWheel wheel, BridgeScheduler scheduler)
{
    private readonly ConcurrentDictionary<GuestLease, bool> _live = new();
    private CloseReason? _ending;

    /// <summary>Lets one in. One who comes while the node goes away is born ended.</summary>
    public GuestLease Enter(Caller caller, Reader reader)
    {
        var guest = new GuestLease(this, caller, reader);
        _live.TryAdd(guest, true);
        if (caller.Left(scheduler) is { } left)
        {
            wheel.Arm(guest, left);
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

    /// <summary>Those of a user.</summary>
    public IEnumerable<IEnds> Of(string user) => _live.Keys.Where(guest => guest.Caller.Owner == user);

    /// <summary>Ends all who come from now on.</summary>
    /// <returns>Those that are there, to be ended.</returns>
    public IReadOnlyList<IEnds> BeginEnding(CloseReason reason)
    {
        Interlocked.Exchange(ref _ending, reason); // a full fence: who is not seen below sees this
        return All;
    }

    /// <summary>All that are there.</summary>
    public IReadOnlyList<IEnds> All => [.. _live.Keys];
}
