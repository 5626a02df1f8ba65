using Bridge.Messaging;

namespace Bridge.TestKit.Faults;

/// <summary>Faults by chance, from a seed. All chances are from 0 to 1; each is 0 until set.</summary>
/// <remarks>The choices are the seed's, but which connection meets which is the network's: a failing seed is a strong hint, not a replay.</remarks>
public sealed class FaultScript(ulong seed)
{
    private readonly SeededRandom _random = new(seed);
    private volatile bool _calm;

    /// <summary>For each request: cut before the server hears of it. The chances of one request's faults add up to at most 1.</summary>
    public double CutBefore { get; init; }

    /// <summary>For each request: cut in the middle of the response.</summary>
    public double CutMiddle { get; init; }

    /// <summary>For each request: the response is lost after the server gave it.</summary>
    public double CutAfter { get; init; }

    /// <summary>For each request: the server gets it twice.</summary>
    public double Replay { get; init; }

    /// <summary>For each request: the proxy answers with a page and the server never hears of it.</summary>
    public double PageBefore { get; init; }

    /// <summary>For each request: the proxy answers with a page after the server acted.</summary>
    public double PageAfter { get; init; }

    /// <summary>For each connection that becomes a WebSocket: cut after some bytes, in one direction or the other.</summary>
    public double CutFrames { get; init; }

    /// <summary>At the latest after so many bytes.</summary>
    public int CutFramesWithin { get; init; } = 4_096;

    /// <summary>For each connection that becomes a WebSocket: one direction falls silent.</summary>
    public double Swallow { get; init; }

    /// <summary>For each upgrade: it hangs.</summary>
    public double HangUpgrade { get; init; }

    /// <summary>For each upgrade: it loses its headers.</summary>
    public double StripUpgrade { get; init; }

    /// <summary>For each connection: its responses are held back, until they are complete or until a few KiB are there.</summary>
    public double HoldBack { get; init; }

    /// <summary>For each connection and direction: a delay.</summary>
    public double Delay { get; init; }

    /// <summary>The longest delay.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>For each connection and direction: few bytes a second.</summary>
    public double Throttle { get; init; }

    /// <summary>So many.</summary>
    public int ThrottleBytes { get; init; } = 200_000;

    /// <summary>For each connection: small pieces.</summary>
    public double Segments { get; init; }

    /// <summary>The largest piece.</summary>
    public int MaxSegmentBytes { get; init; } = 100;

    /// <summary>From now on nothing more happens: new connections get no faults, open ones no further cut responses.</summary>
    public void CalmDown() => _calm = true;

    /// <summary>The next connection's plan.</summary>
    public FaultPlan Next() => _calm ? FaultPlan.None : Tunnelled(new FaultPlan
    {
        OnRequest = _ => _calm ? ResponseFault.None : NextFault(),
        Reset = _random.OneIn(2),
        HangUpgrade = _random.Chance(HangUpgrade),
        StripUpgrade = _random.Chance(StripUpgrade),
        HoldBack = !_random.Chance(HoldBack) ? 0 : _random.OneIn(2) ? long.MaxValue : 1 + _random.Below(4_096),
        DelayToClient = NextDelay(),
        DelayToServer = NextDelay(),
        ThrottleToClient = _random.Chance(Throttle) ? ThrottleBytes : 0,
        ThrottleToServer = _random.Chance(Throttle) ? ThrottleBytes : 0,
        SegmentBytes = _random.Chance(Segments) ? 1 + _random.Below(MaxSegmentBytes) : 0,
    });

    /// <summary>What befalls it as a WebSocket. The chance is the connection's; it is drawn once, and then the direction.</summary>
    private FaultPlan Tunnelled(FaultPlan plan)
    {
        if (_random.Chance(CutFrames))
        {
            var after = _random.Below(CutFramesWithin);
            plan = _random.OneIn(2) ? plan with { CutAfterServerBytes = after } : plan with { CutAfterClientBytes = after };
        }

        return !_random.Chance(Swallow) ? plan : _random.OneIn(2) ? plan with { SwallowToClient = true } : plan with { SwallowToServer = true };
    }

    /// <summary>One number decides between all of them, so that each has its own chance, whatever the others have.</summary>
    private ResponseFault NextFault()
    {
        var drawn = _random.NextDouble();
        return (drawn -= CutBefore) < 0 ? ResponseFault.Before
            : (drawn -= CutMiddle) < 0 ? ResponseFault.Middle
            : (drawn -= CutAfter) < 0 ? ResponseFault.After
            : (drawn -= Replay) < 0 ? ResponseFault.Replay
            : (drawn -= PageBefore) < 0 ? ResponseFault.PageBefore
            : drawn - PageAfter < 0 ? ResponseFault.PageAfter
            : ResponseFault.None;
    }

    private TimeSpan NextDelay() => _random.Chance(Delay) ? TimeSpan.FromMilliseconds(_random.Below((int)MaxDelay.TotalMilliseconds + 1)) : default;
}
