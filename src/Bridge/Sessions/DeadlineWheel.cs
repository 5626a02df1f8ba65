using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>One timer for everything that waits: arming and disarming cost a few instructions and no allocation, however many wait.</summary>
/// <remarks>A ring of slots, one per tick; what is due later than a whole turn stays in its slot until its turn has come.</remarks>
internal sealed class DeadlineWheel : IWork, IDisposable
{
    /// <summary>How exact deadlines are.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(TickLength);

    private const int Slots = 1024;
    private const long TickLength = 50;

    private readonly BridgeScheduler _scheduler;
    private readonly Lock _lock = new();
    private readonly Deadline?[] _slots = new Deadline?[Slots];
    private readonly List<Deadline> _due = [];
    private readonly ITimer _timer;
    private readonly long _start;
    private long _tick;
    private int _posted;

    public DeadlineWheel(BridgeScheduler scheduler)
    {
        _scheduler = scheduler;
        _start = scheduler.Milliseconds; // ticks begin with the timer, not with the clock's stroke: else each deadline waits for one tick more
        _timer = scheduler.Time.CreateTimer(static wheel => ((DeadlineWheel)wheel!).OnTimer(), this, Tick, Tick);
    }

    /// <summary>How many deadlines were looked at since the start: the wheel's whole cost.</summary>
    internal long Visits { get; private set; }

    private long CurrentTick => (_scheduler.Milliseconds - _start) / TickLength;

    /// <summary>Calls the deadline after the delay; a deadline that was armed before is moved.</summary>
    public void Arm(Deadline deadline, TimeSpan delay)
    {
        var due = _scheduler.Milliseconds - _start + (long)Math.Ceiling(delay.TotalMilliseconds);
        lock (_lock)
        {
            Unlink(deadline);
            deadline.DueTick = Math.Max((due + TickLength - 1) / TickLength, _tick + 1); // the first tick that is not early
            ref var head = ref _slots[deadline.DueTick % Slots];
            deadline.Next = head;
            if (head is not null)
            {
                head.Previous = deadline;
            }

            head = deadline;
        }
    }

    /// <summary>Calls it no more, but for a call already under way.</summary>
    public void Disarm(Deadline deadline)
    {
        lock (_lock)
        {
            Unlink(deadline);
        }
    }

    /// <inheritdoc/>
    public void Run()
    {
        var done = 0;
        try
        {
            lock (_lock)
            {
                Collect(CurrentTick);
            }

            while (done < _due.Count)
            {
                _due[done++].OnDue();
            }
        }
        finally
        {
            _due.RemoveRange(0, done);
            Volatile.Write(ref _posted, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        // A pass that has not run yet, or is at it, catches up on this tick: passes neither pile up nor run side by side.
        if (Interlocked.Exchange(ref _posted, 1) == 0)
        {
            _scheduler.Post(this);
        }
    }

    private void Collect(long now)
    {
        var missed = now - _tick;
        for (var slot = 1; slot <= Math.Min(missed, Slots); slot++)
        {
            CollectDue(_slots[(_tick + slot) % Slots], now);
        }

        if (missed > Slots)
        {
            _due.Sort(static (one, other) => one.DueTick.CompareTo(other.DueTick)); // each slot was visited once, not once for every turn missed
        }

        _tick = now;
        foreach (var deadline in _due)
        {
            Unlink(deadline);
        }
    }

    private void CollectDue(Deadline? deadline, long now)
    {
        for (; deadline is not null; deadline = deadline.Next)
        {
            Visits++;
            if (deadline.DueTick <= now)
            {
                _due.Add(deadline);
            }
        }
    }

    private void Unlink(Deadline deadline)
    {
        if (deadline.DueTick < 0)
        {
            return;
        }

        if (deadline.Previous is null)
        {
            _slots[deadline.DueTick % Slots] = deadline.Next;
        }
        else
        {
            deadline.Previous.Next = deadline.Next;
        }

        if (deadline.Next is not null)
        {
            deadline.Next.Previous = deadline.Previous;
        }

        deadline.Next = deadline.Previous = null;
        deadline.DueTick = -1;
    }
}
