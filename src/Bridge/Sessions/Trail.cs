using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>How far a lease came: while it lives as its reader says, afterwards as it was then. It must not keep the reader.</summary>
internal sealed class Trail(SessionLease lease, string transport)
{
    private SessionLease? _lease = lease;
    private (ChannelName Channel, Position Written)[] _written = [];
    private CloseReason? _ended;

    public SessionId Session { get; } = lease.Session;

    public long Attempt { get; } = lease.Attempt;

    public string Transport { get; } = transport;

    /// <summary>Why the session goes on elsewhere, in a word that a metric may carry.</summary>
    public string Cause
    {
        get
        {
            var live = Volatile.Read(ref _lease);
            var ended = live is null ? _ended : live.Ended;
            return ended == CloseReason.Superseded || (ended is null && live is not null) ? "taken_over"
                : ended is null ? "answered" // a poll's lease ends with its answer
                : ended == CloseReason.ServerError ? "broken" // a cut wire, too: nothing else is known of it
                : ended.Code;
        }
    }

    /// <summary>The lease goes.</summary>
    public void End(SessionLease lease)
    {
        _written = [.. Places(lease)];
        _ended = lease.Ended;
        Volatile.Write(ref _lease, null);
    }

    /// <summary>How many positions the next lease begins behind this one.</summary>
    public long Behind(SessionLease next)
    {
        var written = Volatile.Read(ref _lease) is { } live ? [.. Places(live)] : _written;
        var behind = 0L;
        foreach (var subscription in next.Reader.Subscriptions)
        {
            foreach (var (channel, position) in written)
            {
                if (channel == subscription.Channel && subscription.Cursor.IsBefore(position))
                {
                    behind += position.Offset - subscription.Cursor.Offset;
                }
            }
        }

        return behind;
    }

    private static List<(ChannelName, Position)> Places(SessionLease lease)
    {
        var places = new List<(ChannelName, Position)>();
        foreach (var subscription in lease.Reader.Subscriptions)
        {
            places.Add((subscription.Channel, subscription.Told));
        }

        return places;
    }
}
