using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Bridge.Campaign.Judging;

/// <summary>What the witnesses found. Everything in <see cref="Faults"/> must be 0.</summary>
internal sealed class Verdict
{
    private readonly ConcurrentQueue<string> _first = [];

    public int Lost;
    public int Doubled;
    public int Reordered;
    public int Invented;
    public int FalseGaps;
    public int UntoldGaps;
    public int WrongOutcomes;
    public int RunTwice;
    public int NeverRun;

    /// <summary>Gaps that a kill explains.</summary>
    public int TrueGaps;

    /// <summary>Deliveries of messages that a true gap told are gone.</summary>
    public int ToldLost;

    /// <summary>Deliveries in the store's next life of what was under way at a kill, and so said once more by its source.</summary>
    public int SaidAgain;

    /// <summary>Handler runs of what was under way at a kill of a server that forgets.</summary>
    public int RunAgain;

    /// <summary>Submissions to a handler whose outcome a kill made unknown.</summary>
    public int Unknown;

    /// <summary>Deliveries, to all clients together.</summary>
    public long Deliveries;

    public int Faults => Lost + Doubled + Reordered + Invented + FalseGaps + UntoldGaps + WrongOutcomes + RunTwice + NeverRun;

    /// <summary>The first findings, to begin with.</summary>
    public IEnumerable<string> First => _first;

    public void Add(ref int count, int by, string about, [CallerArgumentExpression(nameof(count))] string what = "")
    {
        Interlocked.Add(ref count, by);
        if (_first.Count < 20)
        {
            _first.Enqueue($"{what.Split('.')[^1]}: {about}");
        }
    }
}
