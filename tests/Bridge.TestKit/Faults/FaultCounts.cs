namespace Bridge.TestKit.Faults;

/// <summary>What a proxy did: a test that means to meet faults checks that there were some.</summary>
public sealed class FaultCounts
{
    private int _connections;
    private int _requests;
    private int _cuts;
    private int _lost;
    private int _delays;
    private int _swallows;
    private int _hangs;

    /// <summary>Connections accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Requests read.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Connections cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Of them: with a response that the server gave and the client did not get whole.</summary>
    public int LostResponses => Volatile.Read(ref _lost);

    /// <summary>Pieces delayed.</summary>
    public int Delays => Volatile.Read(ref _delays);

    /// <summary>Pieces swallowed.</summary>
    public int Swallows => Volatile.Read(ref _swallows);

    /// <summary>Upgrades left hanging.</summary>
    public int Hangs => Volatile.Read(ref _hangs);

    internal void Connected() => Interlocked.Increment(ref _connections);

    internal void Requested() => Interlocked.Increment(ref _requests);

    internal void Cut() => Interlocked.Increment(ref _cuts);

    internal void Lost() => Interlocked.Increment(ref _lost);

    internal void Delayed() => Interlocked.Increment(ref _delays);

    internal void Swallowed() => Interlocked.Increment(ref _swallows);

    internal void Hung() => Interlocked.Increment(ref _hangs);
}
