using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>What a long-lived lease has to do by the clock: pings, flushing acknowledgements, noticing a client that is silent or stuck. Looked at by the loop that delivers.</summary>
internal sealed class LeaseHealth(SessionOptions options, AckFlow acks, Caller caller, BridgeScheduler scheduler)
{
    private long _heard = scheduler.Milliseconds;
    private long _said = scheduler.Milliseconds;
    private long _flushed = scheduler.Milliseconds;
    private readonly long _expires = caller.Left(scheduler) is { } left ? scheduler.Milliseconds + (long)left.TotalMilliseconds : long.MaxValue;
    private long? _stuckSince;

    /// <summary>The client said something.</summary>
    public void Heard() => Volatile.Write(ref _heard, scheduler.Milliseconds);

    /// <summary>Something was sent.</summary>
    public void Said() => _said = scheduler.Milliseconds;

    /// <summary>Whether a ping is due.</summary>
    public bool IsPingDue => scheduler.Milliseconds - _said >= Ms(options.PingInterval);

    /// <summary>Whether the record in the store should be visited: acknowledgements wait, or it must not seem abandoned.</summary>
    public bool IsFlushDue => scheduler.Milliseconds - _flushed >= (acks.HasPending ? Ms(options.AckInterval) : Ms(options.Lifetime) / 4);

    /// <summary>The record was visited.</summary>
    public void Flushed() => _flushed = scheduler.Milliseconds;

    /// <summary>Whether the client's credentials have run out.</summary>
    public bool IsExpired => scheduler.Milliseconds >= _expires;

    /// <summary>Whether the client is silent for too long, or its window full for too long.</summary>
    public bool IsLost
    {
        get
        {
            var now = scheduler.Milliseconds;
            _stuckSince = acks.RoomMessages > 0 ? null : _stuckSince ?? now;
            return now - Volatile.Read(ref _heard) >= Ms(options.SilenceLimit) || now - _stuckSince >= Ms(options.NoProgressLimit);
        }
    }

    /// <summary>How long until there is something to do.</summary>
    public TimeSpan Rest
    {
        get
        {
            var now = scheduler.Milliseconds;
            var next = Math.Min(_said + Ms(options.PingInterval), Volatile.Read(ref _heard) + Ms(options.SilenceLimit));
            next = Math.Min(next, _flushed + (acks.HasPending ? Ms(options.AckInterval) : Ms(options.Lifetime) / 4));
            next = Math.Min(next, _stuckSince + Ms(options.NoProgressLimit) ?? next);
            next = Math.Min(next, _expires);
            return TimeSpan.FromMilliseconds(Math.Max(1, next - now));
        }
    }

    private static long Ms(TimeSpan span) => (long)span.TotalMilliseconds;
}
