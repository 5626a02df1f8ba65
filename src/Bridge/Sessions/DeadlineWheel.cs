using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>One timer for everything that waits: arming and disarming cost a few instructions and no allocation, however many wait.</summary>
/// <remarks>A ring of slots, one per tick; what is due later than a whole turn stays in its slot until its turn has come.</remarks>
internal sealed class DeadlineWheel : IWork, IDisposable
{
    /// <summary>How exact deadlines are.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private const int Slots = 1024;

    private readonly BridgeScheduler _scheduler;
    private readonly Lock _lock = new();
    private readonly Deadline?[] _slots = new Deadline?[Slots];
    private readonly List<Deadline> _due = [];
    private readonly ITimer _timer;
    private long _tick;
    private int _running;

    public DeadlineWheel(BridgeScheduler scheduler)
    {
        _scheduler = scheduler;
        _tick = CurrentTick;
        _timer = scheduler.Time.CreateTimer(static wheel => ((DeadlineWheel)wheel!).OnTimer(), this, Tick, Tick);
    }

    /// <summary>How many deadlines were looked at since the start: the wheel's whole cost.</summary>
    internal long Visits { get; private set; }

    private long CurrentTick => _scheduler.Milliseconds / (long)Tick.TotalMilliseconds;

    /// <summary>Calls the deadline after the delay; a deadline that was armed before is moved.</summary>
    public void Arm(Deadline deadline, TimeSpan delay)
    {
        var ticks = Math.Max(1, (long)Math.Ceiling(delay / Tick));
        lock (_lock)
        {
            Unlink(deadline);
            deadline.DueTick = Math.Max(CurrentTick + ticks, _tick + 1);
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
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            return; // a slow pass is still at it; the next tick catches up
        }

        lock (_lock)
        {
            for (var now = CurrentTick; _tick < now;)
            {
                _tick++;
                CollectDue(_tick);
            }
        }

        foreach (var deadline in _due)
        {
            deadline.OnDue();
        }

        _due.Clear();
        Volatile.Write(ref _running, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void OnTimer() => _scheduler.Post(this);

    private void CollectDue(long tick)
    {
        for (var deadline = _slots[tick % Slots]; deadline is not null;)
        {
            Visits++;
            var next = deadline.Next;
            if (deadline.DueTick <= tick)
            {
                Unlink(deadline);
                _due.Add(deadline);
            }

            deadline = next;
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
