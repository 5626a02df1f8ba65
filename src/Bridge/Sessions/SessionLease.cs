using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>A reader with a record: it delivers to one session until something newer does.</summary>
internal sealed class SessionLease(Leases leases, SessionSeat seat, Reader reader) : IEnds, IDisposable
{
    private CloseReason? _ended;
    private List<(ServerReply Reply, ClientIntent? Cause)>? _words;

    public SessionSeat Seat { get; } = seat;

    /// <inheritdoc/>
    public Caller Caller => Seat.Caller;

    public SessionId Session => Seat.Session.Id;

    public long Attempt { get; } = seat.Session.Attempt;

    public Reader Reader { get; } = reader;

    /// <summary>What is noted of it for the metrics; null: nobody reads them.</summary>
    public Trail? Trail { get; set; }

    /// <summary>Why it is over, or null.</summary>
    public CloseReason? Ended => Volatile.Read(ref _ended);

    /// <inheritdoc/>
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
    /// <param name="reply">What to say.</param>
    /// <param name="cause">What it answers.</param>
    public void Say(ServerReply reply, ClientIntent? cause = null)
    {
        lock (Reader)
        {
            (_words ??= []).Add((reply, cause));
        }

        Reader.Signal();
    }

    /// <summary>Takes what is to be said, and begins or ends reading what it says begins or ends. Called by the loop that delivers, before it looks for messages: so no
    /// message overtakes its channel's `subscribed` or straggles behind its `unsubscribed`.</summary>
    public List<ServerReply>? TakeReplies()
    {
        if (Volatile.Read(ref _words) is null)
        {
            return null;
        }

        List<(ServerReply Reply, ClientIntent? Cause)> words;
        lock (Reader)
        {
            words = _words!;
            _words = null;
        }

        foreach (var (reply, cause) in words)
        {
            switch (reply)
            {
                case ServerReply.Subscribed subscribed when cause is ClientIntent.Subscribe subscribe:
                    var place = subscribe.Since.Explicit is null ? Reader.PlaceIn(subscribed.Channel) : null; // a subscription that exists keeps its place
                    Subscribe(subscribed.Channel, place ?? subscribed.Position);
                    break;
                case ServerReply.Unsubscribed unsubscribed:
                    Reader.Remove(unsubscribed.Channel);
                    break;
            }
        }

        return words.ConvertAll(word => word.Reply);
    }

    /// <summary>Leaves every channel and the node's list.</summary>
    public void Dispose()
    {
        Trail?.End(this);
        Reader.Leave();
        leases.Leave(this);
    }
}
