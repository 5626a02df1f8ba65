using System.Numerics;
using Bridge.TestKit;

namespace Bridge.Fuzz;

/// <summary>Inputs worth changing further: the examples, and whatever brought an outcome that no input of about its length had brought before. Bounded.</summary>
internal sealed class Corpus(IReadOnlyList<byte[]> examples, SeededRandom random)
{
    private const int MostKept = 1_024;
    private const int MostOutcomes = 16_384;

    private readonly List<byte[]> _kept = [.. examples];
    private readonly HashSet<(Outcome Outcome, int Length)> _seen = [];

    /// <summary>How many outcomes were seen.</summary>
    public int Outcomes => _seen.Count;

    /// <summary>One of the inputs.</summary>
    public byte[] Pick() => _kept[random.Below(_kept.Count)];

    /// <summary>Keeps the input when its outcome is news.</summary>
    public void Offer(Outcome outcome, byte[] input)
    {
        if (_seen.Count >= MostOutcomes || !_seen.Add((outcome, BitOperations.Log2((uint)input.Length + 1))))
        {
            return;
        }

        if (_kept.Count < MostKept)
        {
            _kept.Add(input);
        }
        else
        {
            _kept[examples.Count + random.Below(MostKept - examples.Count)] = input;
        }
    }
}
