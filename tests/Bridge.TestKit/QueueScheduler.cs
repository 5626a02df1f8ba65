using Bridge.Messaging;

namespace Bridge.TestKit;

/// <summary>Posted work waits until the test runs it: in order, or, with a seed, in any order. Safe to post from any thread.</summary>
/// <param name="time">The clock; a new one when null.</param>
/// <param name="order">Picks what runs next; null: what was posted first.</param>
public sealed class QueueScheduler(ManualTime? time = null, SeededRandom? order = null) : BridgeScheduler
{
    private const int Endless = 1_000_000;

    private readonly List<IWork> _posted = [];

    /// <inheritdoc/>
    public override TimeProvider Time => Clock;

    /// <summary>The clock, to be advanced.</summary>
    public ManualTime Clock { get; } = time ?? new ManualTime();

    /// <summary>How much work waits.</summary>
    public int Waiting
    {
        get
        {
            lock (_posted)
            {
                return _posted.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override void Post(IWork work)
    {
        lock (_posted)
        {
            _posted.Add(work);
        }
    }

    /// <summary>Runs one piece of work; false when there is none.</summary>
    public bool RunOne()
    {
        IWork work;
        lock (_posted)
        {
            if (_posted.Count == 0)
            {
                return false;
            }

            var next = order?.Below(_posted.Count) ?? 0;
            work = _posted[next];
            _posted.RemoveAt(next);
        }

        work.Run();
        return true;
    }

    /// <summary>Runs until nothing waits, also what the work posts; returns how much it was.</summary>
    /// <exception cref="InvalidOperationException">There is no end to it.</exception>
    public int RunAll()
    {
        var done = 0;
        while (RunOne())
        {
            if (++done == Endless)
            {
                throw new InvalidOperationException($"After {Endless} pieces of work there is still more: something posts itself for ever.");
            }
        }

        return done;
    }

    /// <summary>Advances the clock and runs what comes of it.</summary>
    public void Advance(TimeSpan by)
    {
        Clock.Advance(by);
        RunAll();
    }
}
