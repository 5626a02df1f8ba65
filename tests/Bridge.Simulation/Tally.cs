namespace Bridge.Simulation;

/// <summary>What came of many seeds.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly List<Verdict> _failed = [];

    public long Seeds { get; private set; }

    public long Events { get; private set; }

    public long Faults { get; private set; }

    /// <summary>Of all traces, whatever the order in which they came: the same seeds give the same one.</summary>
    public ulong Hash { get; private set; }

    public IReadOnlyList<Verdict> Failed
    {
        get
        {
            lock (_lock)
            {
                return [.. _failed.OrderBy(verdict => verdict.Scenario.Seed)];
            }
        }
    }

    public void Add(Verdict verdict)
    {
        lock (_lock)
        {
            Seeds++;
            Events += verdict.Events;
            Faults += verdict.Faults;
            Hash += verdict.Hash * (verdict.Scenario.Seed | 1);
            if (verdict.Violation is not null)
            {
                _failed.Add(verdict);
            }
        }
    }
}
