using System.Diagnostics;
using Bridge.Fuzz.Generation;
using Bridge.TestKit;

namespace Bridge.Fuzz;

/// <summary>Feeds one target: the same inputs for the same seed.</summary>
internal sealed class Fuzzer
{
    private static readonly TimeSpan TooSlow = TimeSpan.FromSeconds(2); // thousands of times the slowest input's, on a machine that others use too

    private readonly SeededRandom _random;
    private readonly Mutator _mutator;
    private readonly Corpus _corpus;

    public Fuzzer(Target target, ulong seed)
    {
        Target = target;
        _random = new SeededRandom(seed);
        _mutator = new Mutator(_random, target.Words, target.MaxLength);
        _corpus = new Corpus(target.Examples, _random);
    }

    public Target Target { get; }

    /// <summary>How many inputs it was fed.</summary>
    public long Inputs { get; private set; }

    /// <summary>How many outcomes were told apart.</summary>
    public int Outcomes => _corpus.Outcomes;

    /// <summary>Feeds so many inputs, at most until one fails.</summary>
    public Failure? Run(long inputs)
    {
        for (var i = 0L; i < inputs; i++)
        {
            if (Try(Inputs < Target.Examples.Count ? Target.Examples[(int)Inputs] : Next()) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    private byte[] Next() => _random.OneIn(4)
        ? _random.OneIn(2) ? Target.Generate(_random) : _mutator.Mutate(Target.Generate(_random), _corpus.Pick())
        : _mutator.Mutate(_corpus.Pick(), _corpus.Pick());

    private Failure? Try(byte[] input)
    {
        Inputs++;
        try
        {
            var began = Stopwatch.GetTimestamp();
            var outcome = Target.Run(input);
            if (Stopwatch.GetElapsedTime(began) > TooSlow)
            {
                began = Stopwatch.GetTimestamp(); // once more: the machine may have slept
                Target.Run(input);
                OracleException.Unless(Stopwatch.GetElapsedTime(began) < TooSlow, $"It took {Stopwatch.GetElapsedTime(began)}, twice.");
            }

            _corpus.Offer(outcome, input);
            return null;
        }
        catch (Exception fault)
        {
            return new Failure(Target, input, Target.History, fault);
        }
    }
}
