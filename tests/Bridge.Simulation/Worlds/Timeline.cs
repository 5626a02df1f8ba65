using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Simulation.Worlds;

/// <summary>The virtual clock and everything that is going to happen, in the order of time; what falls on the same instant happens in an order that the seed picks.</summary>
internal sealed class Timeline(SeededRandom random) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Plan, (long Due, ulong Order)> _plans = new();
    private ulong _late;

    /// <summary>The time, in ticks of 100 ns.</summary>
    public long Now { get; private set; }

    /// <summary>How much has happened.</summary>
    public long Events { get; private set; }

    public long Milliseconds => Now / TimeSpan.TicksPerMillisecond;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(Now);

    /// <summary>Something is to happen, unless its life is over by then.</summary>
    public void After(long ticks, Life? life, Action action) => At(Now + ticks, life, action);

    /// <summary>Something is to happen at a time.</summary>
    public void At(long due, Life? life, Action action) => _plans.Enqueue(new Plan(action, life), (due, random.NextUInt64()));

    /// <summary>Work is to be done.</summary>
    public void After(long ticks, Life? life, IWork work) => _plans.Enqueue(new Plan(work, life), (Now + ticks, random.NextUInt64()));

    /// <summary>Lets the next thing happen; false when there is nothing more until then.</summary>
    public bool RunNext(long until)
    {
        while (_plans.TryPeek(out var plan, out var when) && when.Due <= until)
        {
            _plans.Dequeue();
            Now = Math.Max(Now, when.Due);
            if (plan.Life is { IsOver: true })
            {
                continue;
            }

            if (plan.Life is { } life && life.HangsUntil > Now)
            {
                _plans.Enqueue(plan, (life.HangsUntil, _late++)); // all of it at once then, in the order in which it came
                continue;
            }

            Events++;
            plan.Run();
            return true;
        }

        return false;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => CreateTimer(null, callback, state, dueTime, period);

    /// <summary>A timer that dies with a life.</summary>
    public ITimer CreateTimer(Life? life, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(this, life, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private readonly record struct Plan(object What, Life? Life)
    {
        public void Run()
        {
            if (What is Action action)
            {
                action();
            }
            else
            {
                ((IWork)What).Run();
            }
        }
    }
}
