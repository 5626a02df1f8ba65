namespace Bridge.TestKit.Faults;

/// <summary>What a proxy did: a test that means to meet faults checks that there were some. A fault that lasts is counted once, when it is first felt.</summary>
public sealed class FaultCounts
{
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    private readonly int[] _faults = new int[Kinds.Length];
    private int _connections;
    private int _requests;
    private int _resets;
    private int _pieces;

    /// <summary>Connections accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Requests read.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Connections cut, for whatever reason.</summary>
    public int Cuts => this[FaultKind.CutBefore] + this[FaultKind.CutMiddle] + this[FaultKind.CutAfter] + this[FaultKind.CutFrames] + this[FaultKind.CutAll];

    /// <summary>Of them: by a reset rather than an end.</summary>
    public int Resets => Volatile.Read(ref _resets);

    /// <summary>Responses that the server gave and the client did not get whole.</summary>
    public int LostResponses => this[FaultKind.CutMiddle] + this[FaultKind.CutAfter] + this[FaultKind.Replay] + this[FaultKind.PageAfter];

    /// <summary>Directions delayed.</summary>
    public int Delays => this[FaultKind.Delay];

    /// <summary>Directions that fell silent.</summary>
    public int Swallows => this[FaultKind.Swallow];

    /// <summary>Upgrades left hanging.</summary>
    public int Hangs => this[FaultKind.HangUpgrade];

    /// <summary>Pieces that throttled and split directions were written in.</summary>
    public int Pieces => Volatile.Read(ref _pieces);

    /// <summary>Everything that breaks or falsifies, and not merely slows down.</summary>
    public int Breaking => Kinds.Where(kind => kind < FaultKind.HoldBack).Sum(kind => this[kind]);

    /// <summary>How often it happened.</summary>
    public int this[FaultKind kind] => Volatile.Read(ref _faults[(int)kind]);

    /// <summary>As it stands now.</summary>
    public FaultCounts Copy()
    {
        var copy = new FaultCounts { _connections = Connections, _requests = Requests, _resets = Resets, _pieces = Pieces };
        _faults.CopyTo(copy._faults, 0);
        return copy;
    }

    internal void Connected() => Interlocked.Increment(ref _connections);

    internal void Requested() => Interlocked.Increment(ref _requests);

    internal void Add(FaultKind kind) => Interlocked.Increment(ref _faults[(int)kind]);

    internal void AddReset() => Interlocked.Increment(ref _resets);

    internal void AddPiece() => Interlocked.Increment(ref _pieces);
}
