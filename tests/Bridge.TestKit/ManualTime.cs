namespace Bridge.TestKit;

/// <summary>A clock that stands still until it is told how far to go. Timers fire within <see cref="Advance"/>, in the order they are due, each at its own time.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<ManualTimer> _due = new(Comparer<ManualTimer>.Create(
        (left, right) => left.Due != right.Due ? left.Due.CompareTo(right.Due) : left.Number.CompareTo(right.Number)));

    private readonly DateTimeOffset _start;
    private long _now; // ticks since the start
    private long _timers;

    /// <summary>A clock that starts at a date, by default 1 January 2026.</summary>
    public ManualTime(DateTimeOffset? start = null) => _start = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How long until the next timer; null when none is armed.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate)
            {
                return _due.Min is { } next ? TimeSpan.FromTicks(next.Due - _now) : null;
            }
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    /// <summary>Goes on so far; timers that fall due on the way fire on this thread, also those that a firing timer arms.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var until = GetTimestamp() + by.Ticks;
        while (TakeNext(until) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state, Interlocked.Increment(ref _timers));
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? TakeNext(long until)
    {
        lock (_gate)
        {
            if (_due.Min is not { } next || next.Due > until)
            {
                _now = Math.Max(_now, until);
                return null;
            }

            _due.Remove(next);
            _now = Math.Max(_now, next.Due);
            if (next.Period > 0)
            {
                next.Due += next.Period;
                _due.Add(next);
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state, long number) : ITimer
    {
        private bool _disposed;

        public long Due { get; set; }

        public long Period { get; private set; }

        public long Number => number;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                time._due.Remove(this);
                Period = period > TimeSpan.Zero ? period.Ticks : 0;
                if (dueTime >= TimeSpan.Zero)
                {
                    Due = time._now + dueTime.Ticks;
                    time._due.Add(this);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._due.Remove(this);
                _disposed = true;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
