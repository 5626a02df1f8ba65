using System.Collections.Concurrent;
using Bridge.Simulation.Planted;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation;

/// <summary>Many seeds, each in its own world, a world per thread.</summary>
internal static class Campaign
{
    /// <summary>Runs seeds until they are through, or the time is, or so many have failed.</summary>
    public static Tally Run(ulong first, ulong count, Plant plant, int threads = 2, int stopAfter = 1, TimeSpan? atMost = null, Func<ulong, Scenario>? scenario = null)
    {
        var tally = new Tally();
        var next = first - 1;
        var end = Environment.TickCount64 + (long)(atMost ?? TimeSpan.FromHours(24)).TotalMilliseconds;
        var faults = new ConcurrentQueue<Exception>();
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work, 16 << 20)).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return faults.TryDequeue(out var fault) ? throw fault : tally;

        void Work()
        {
            try
            {
                while (Environment.TickCount64 < end && tally.Failed.Count < stopAfter && Interlocked.Increment(ref next) is var seed && seed < first + count)
                {
                    tally.Add(Verdict.Of((scenario ?? Scenario.Of)(seed), plant));
                }
            }
            catch (Exception broken)
            {
                faults.Enqueue(new InvalidOperationException($"Seed {Volatile.Read(ref next)} or one before it broke the simulation itself: {broken}", broken));
            }
        }
    }
}
