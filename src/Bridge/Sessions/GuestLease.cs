using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>A reader without a record: it delivers until its client leaves, its credentials run out, or somebody ends it.</summary>
internal sealed class GuestLease(Guests guests, Caller caller, Reader reader, long number, DateTimeOffset entered) : Deadline, IEnds, IDisposable
{
    private CloseReason? _ended;

    public Caller Caller { get; } = caller;

    public Reader Reader { get; } = reader;

    /// <summary>The how manieth it is on this node.</summary>
    public long Number { get; } = number;

    /// <summary>When it was let in.</summary>
    public DateTimeOffset Entered { get; } = entered;

    /// <summary>Why it is over, or null.</summary>
    public CloseReason? Ended => Volatile.Read(ref _ended);

    /// <inheritdoc/>
    public void End(CloseReason reason)
    {
        Interlocked.CompareExchange(ref _ended, reason, null);
        Reader.Signal();
    }

    /// <summary>Leaves its channel and the node's list.</summary>
    public void Dispose()
    {
        Reader.Leave();
        guests.Leave(this);
    }

    /// <inheritdoc/>
    protected internal override void OnDue() => End(CloseReason.Renew);
}
