using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>A socket's acknowledgements: they make room at once, and reach the store together, at most once an interval.</summary>
internal sealed class AckFlow(SessionOptions options)
{
    private readonly UnackedWindow _window = new(options.WindowMessages, options.WindowBytes);
    private readonly Lock _lock = new();
    private Dictionary<ChannelName, Position>? _pending;

    /// <summary>How many messages may be sent.</summary>
    public int RoomMessages => _window.RoomMessages;

    /// <summary>How many bytes may be sent.</summary>
    public int RoomBytes => _window.RoomBytes;

    /// <summary>Whether something waits to reach the store.</summary>
    public bool HasPending => Volatile.Read(ref _pending) is not null;

    /// <summary>These messages are under way.</summary>
    public void Sent(Batch batch)
    {
        foreach (var gap in batch.Gaps)
        {
            _window.Forget(gap.Channel); // its positions may be of another epoch from here on
        }

        _window.Add(batch.Messages);
    }

    /// <summary>Of channels that these replies say are left, the client owes no acknowledgement.</summary>
    public void Forget(List<ServerReply>? replies)
    {
        foreach (var reply in replies ?? [])
        {
            if (reply is ServerReply.Unsubscribed unsubscribed)
            {
                _window.Forget(unsubscribed.Channel);
            }
        }
    }

    /// <summary>The subscription ended: what waits to reach the store is about it, and must not be taken for one of the next.</summary>
    public void Drop(ChannelName channel)
    {
        lock (_lock)
        {
            if (_pending?.Remove(channel) == true && _pending.Count == 0)
            {
                _pending = null;
            }
        }
    }

    /// <summary>The client acknowledged.</summary>
    /// <returns>Whether the loop that delivers has to know: it had no room, or has no flush planned.</returns>
    public bool Acknowledge(Cursor positions)
    {
        var wasFull = _window.RoomMessages <= 0;
        _window.Acknowledge(positions);
        lock (_lock)
        {
            var isFirst = _pending is null;
            _pending ??= [];
            foreach (var (channel, position) in positions)
            {
                if (!_pending.TryGetValue(channel, out var known) || !position.IsBefore(known))
                {
                    _pending[channel] = position;
                }
            }

            return wasFull || isFirst;
        }
    }

    /// <summary>Takes what waits to reach the store, or null.</summary>
    public Cursor? TakePending()
    {
        lock (_lock)
        {
            var pending = _pending;
            _pending = null;
            return pending is null ? null : new Cursor(pending);
        }
    }
}
