using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>A reader with a record: it delivers to one session until something newer does.</summary>
internal sealed class SessionLease(Leases leases, SessionSeat seat, Reader reader) : IDisposable
{
    private CloseReason? _ended;
    private List<ServerReply>? _replies;

    public SessionSeat Seat { get; } = seat;

    public SessionId Session { get; } = seat.Session.Id;

    public long Attempt { get; } = seat.Session.Attempt;

    public Reader Reader { get; } = reader;

    /// <summary>Why it is over, or null.</summary>
    public CloseReason? Ended => Volatile.Read(ref _ended);

    /// <summary>Says that it is over. The first reason counts.</summary>
    public void End(CloseReason reason)
    {
        Interlocked.CompareExchange(ref _ended, reason, null);
        Reader.Signal();
    }

    /// <summary>Reads what the record says, from where the client says it stands.</summary>
    public void Subscribe()
    {
        foreach (var subscription in Seat.Session.Subscriptions)
        {
            Subscribe(subscription.Channel, Seat.Positions?[subscription.Channel] ?? subscription.Acked);
        }
    }

    /// <summary>Reads a channel from a position on.</summary>
    public void Subscribe(ChannelName channel, Position start)
    {
        var granted = Seat.Session.Subscriptions.FirstOrDefault(subscription => subscription.Channel == channel)?.Tags ?? TagSet.None;
        Reader.Add(channel, start, ChannelDoor.Tags(Seat.Caller, Session, granted));
    }

    /// <summary>Has the loop that delivers say something: there is one writer.</summary>
    public void Say(ServerReply reply)
    {
        lock (Reader)
        {
            (_replies ??= []).Add(reply);
        }

        Reader.Signal();
    }

    /// <summary>Takes what is to be said.</summary>
    public List<ServerReply>? TakeReplies()
    {
        if (Volatile.Read(ref _replies) is null)
        {
            return null;
        }

        lock (Reader)
        {
            var replies = _replies;
            _replies = null;
            return replies;
        }
    }

    /// <summary>Leaves every channel and the node's list.</summary>
    public void Dispose()
    {
        Reader.Leave();
        leases.Leave(this);
    }
}
