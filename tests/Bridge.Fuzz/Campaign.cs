using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Bridge.TestKit;

namespace Bridge.Fuzz;

/// <summary>All targets in turns, each as often as it weighs, on some threads with targets of their own. The same inputs for the same seed, number and threads.</summary>
internal sealed class Campaign(long inputs, ulong seed, int threads, Action<string> say)
{
    private const int Turn = 250;
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, (long Inputs, int Outcomes, TimeSpan Time)> _done = [];
    private readonly ConcurrentQueue<Failure> _failures = [];
    private readonly Stopwatch _clock = new();
    private long _inputs;

    /// <summary>Runs to the end. A target that fails is left out from then on.</summary>
    public IReadOnlyCollection<Failure> Run()
    {
        _clock.Start();
        var workers = Enumerable.Range(1, threads).Select(number => new Thread(() => Work((seed * 1_000) + (ulong)number, number == 1))).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return _failures;
    }

    /// <summary>What was done, in a line per target and one for all.</summary>
    public string Figures()
    {
        var lines = _done.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
        {
            var (inputs, outcomes, time) = pair.Value;
            return string.Create(CultureInfo.InvariantCulture, $"  {pair.Key,-18}{inputs,10} inputs{outcomes,7} outcomes{inputs / Math.Max(0.001, time.TotalSeconds),10:F0} a second");
        });
        return $"{string.Join('\n', lines)}\n{Progress()}, {_failures.Count} failures, seed {seed}, {threads} threads";
    }

    private string Progress()
    {
        var (done, seconds) = (Interlocked.Read(ref _inputs), _clock.Elapsed.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{done} inputs in {seconds:F0} s, {done / seconds:F0} a second");
    }

    private void Work(ulong ownSeed, bool tells)
    {
        var random = new SeededRandom(ownSeed);
        var fuzzers = AllTargets.Makers.Select((make, i) => new Fuzzer(make(), (ownSeed * 100) + (ulong)i)).ToList();
        var times = fuzzers.ToDictionary(fuzzer => fuzzer, _ => new Stopwatch());
        var next = SayEvery;
        for (var left = inputs / threads; left > 0 && fuzzers.Count > 0; left -= Turn)
        {
            var fuzzer = Pick(fuzzers, random);
            var turn = Math.Min(Turn, left);
            times[fuzzer].Start();
            var failure = fuzzer.Run(turn);
            times[fuzzer].Stop();
            Interlocked.Add(ref _inputs, turn);
            if (failure is not null)
            {
                _failures.Enqueue(failure);
                fuzzers.Remove(fuzzer);
                say($"{fuzzer.Target.Name} FAILED: {failure}");
            }

            if (tells && _clock.Elapsed > next)
            {
                next = _clock.Elapsed + SayEvery;
                say(Progress());
            }
        }

        foreach (var (fuzzer, time) in times)
        {
            _done.AddOrUpdate(
                fuzzer.Target.Name, _ => (fuzzer.Inputs, fuzzer.Outcomes, time.Elapsed),
                (_, one) => (one.Inputs + fuzzer.Inputs, Math.Max(one.Outcomes, fuzzer.Outcomes), one.Time + time.Elapsed));
            (fuzzer.Target as IDisposable)?.Dispose();
        }
    }

    private static Fuzzer Pick(List<Fuzzer> fuzzers, SeededRandom random)
    {
        var weight = random.Below(fuzzers.Sum(fuzzer => fuzzer.Target.Weight));
        return fuzzers.First(fuzzer => (weight -= fuzzer.Target.Weight) < 0);
    }
}
