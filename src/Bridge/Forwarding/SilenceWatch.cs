namespace Bridge.Forwarding;

/// <summary>Ends a request when its client goes, or when nothing has moved for too long. One timer: what passes only notes the time, and the timer looks at it when it is due.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _timer;
    private long _moved;
    private long _limit;
    private volatile bool _expired;

    public SilenceWatch(TimeProvider time, CancellationToken clientGone)
    {
        _time = time;
        _end = CancellationTokenSource.CreateLinkedTokenSource(clientGone);
        _timer = time.CreateTimer(static watch => ((SilenceWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Fires when the request is to end.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>Whether it was silence that ended it.</summary>
    public bool Expired => _expired;

    /// <summary>Something has moved.</summary>
    public void Touch() => Volatile.Write(ref _moved, _time.GetTimestamp());

    /// <summary>From now on silence may last so long.</summary>
    public void Allow(TimeSpan silence)
    {
        Touch(); // before the limit: who reads the new limit must not read an older time
        Volatile.Write(ref _limit, silence.Ticks);
        _timer.Change(silence, Timeout.InfiniteTimeSpan);
    }

    /// <summary>From now on silence may last for ever.</summary>
    public void Rest()
    {
        Volatile.Write(ref _limit, TimeSpan.MaxValue.Ticks);
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the request for another reason.</summary>
    public void Cancel() => _end.Cancel();

    public void Dispose()
    {
        _timer.Dispose();
        _end.Dispose();
    }

    private void Look()
    {
        var limit = Volatile.Read(ref _limit);
        var rest = TimeSpan.FromTicks(limit) - _time.GetElapsedTime(Volatile.Read(ref _moved));
        if (limit == TimeSpan.MaxValue.Ticks)
        {
            return;
        }

        if (rest > TimeSpan.Zero)
        {
            _timer.Change(rest, Timeout.InfiniteTimeSpan);
            return;
        }

        _expired = true;
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The request ended while the timer was on its way.
        }
    }
}
