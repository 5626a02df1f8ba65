namespace Bridge.TestKit.Faults;

/// <summary>Faults by chance, from a seed. All chances are from 0 to 1; each is 0 until set.</summary>
/// <remarks>The choices are the seed's, but which connection meets which is the network's: a failing seed is a strong hint, not a replay.</remarks>
public sealed class FaultScript(ulong seed)
{
    private readonly SeededRandom _random = new(seed);
    private volatile bool _calm;

    /// <summary>For each request: cut before the server hears of it.</summary>
    public double CutBefore { get; init; }

    /// <summary>For each request: cut in the middle of the response.</summary>
    public double CutMiddle { get; init; }

    /// <summary>For each request: the response is lost after the server gave it.</summary>
    public double CutAfter { get; init; }

    /// <summary>For each connection that becomes a WebSocket: cut after some bytes, in either direction.</summary>
    public double CutFrames { get; init; }

    /// <summary>At the latest after so many bytes.</summary>
    public int CutFramesWithin { get; init; } = 4_096;

    /// <summary>For each upgrade: it hangs.</summary>
    public double HangUpgrade { get; init; }

    /// <summary>For each connection that becomes a WebSocket: one direction falls silent.</summary>
    public double Swallow { get; init; }

    /// <summary>For each connection and direction: a delay.</summary>
    public double Delay { get; init; }

    /// <summary>The longest delay.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>From now on nothing more happens: new connections get no faults, open ones no further cut responses.</summary>
    public void CalmDown() => _calm = true;

    /// <summary>The next connection's plan.</summary>
    public FaultPlan Next()
    {
        if (_calm)
        {
            return FaultPlan.None;
        }

        return new FaultPlan
        {
            OnRequest = _ => _calm ? ResponseFault.None : NextFault(),
            Reset = _random.OneIn(2),
            HangUpgrade = _random.Chance(HangUpgrade),
            SwallowToClient = _random.Chance(Swallow / 2),
            SwallowToServer = _random.Chance(Swallow / 2),
            CutAfterServerBytes = _random.Chance(CutFrames / 2) ? _random.Below(CutFramesWithin) : null,
            CutAfterClientBytes = _random.Chance(CutFrames / 2) ? _random.Below(CutFramesWithin) : null,
            DelayToClient = NextDelay(),
            DelayToServer = NextDelay(),
        };
    }

    private ResponseFault NextFault()
    {
        if (_random.Chance(CutBefore))
        {
            return ResponseFault.Before;
        }

        return _random.Chance(CutMiddle) ? ResponseFault.Middle : _random.Chance(CutAfter) ? ResponseFault.After : ResponseFault.None;
    }

    private TimeSpan NextDelay() => _random.Chance(Delay) ? TimeSpan.FromMilliseconds(_random.Below((int)MaxDelay.TotalMilliseconds + 1)) : default;
}
