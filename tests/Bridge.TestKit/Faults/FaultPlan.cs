namespace Bridge.TestKit.Faults;

/// <summary>What befalls one connection.</summary>
public sealed record FaultPlan
{
    /// <summary>Bytes pass as they are.</summary>
    public static readonly FaultPlan None = new();

    /// <summary>Asked for every request, with its first line (<c>POST /poll HTTP/1.1</c>).</summary>
    public Func<string, ResponseFault> OnRequest { get; init; } = _ => ResponseFault.None;

    /// <summary>Cuts are resets (RST); otherwise ends (FIN).</summary>
    public bool Reset { get; init; } = true;

    /// <summary>Every byte reaches the server so much later, in order.</summary>
    public TimeSpan DelayToServer { get; init; }

    /// <summary>Every byte reaches the client so much later, in order.</summary>
    public TimeSpan DelayToClient { get; init; }

    /// <summary>So many bytes a second reach the server; 0: as many as come.</summary>
    public int ThrottleToServer { get; init; }

    /// <summary>So many bytes a second reach the client; 0: as many as come.</summary>
    public int ThrottleToClient { get; init; }

    /// <summary>Everything is written in pieces of at most so many bytes, both ways; 0: as it comes.</summary>
    public int SegmentBytes { get; init; }

    /// <summary>A response is held back until there are so many bytes of it, or all; then the next so many; 0: it passes as it comes.</summary>
    public long HoldBack { get; init; }

    /// <summary>An upgrade is never forwarded and never answered.</summary>
    public bool HangUpgrade { get; init; }

    /// <summary>An upgrade is forwarded without the headers that make it one.</summary>
    public bool StripUpgrade { get; init; }

    /// <summary>After the 101 the server hears nothing more, and nobody is told.</summary>
    public bool SwallowToServer { get; init; }

    /// <summary>After the 101 the client hears nothing more, and nobody is told.</summary>
    public bool SwallowToClient { get; init; }

    /// <summary>After the 101 and so many bytes from the server the connection is cut, wherever in a frame that is.</summary>
    public long? CutAfterServerBytes { get; init; }

    /// <summary>After the 101 and so many bytes from the client the connection is cut, wherever in a frame that is.</summary>
    public long? CutAfterClientBytes { get; init; }

    /// <summary>The n-th request whose first line contains the text meets the fault; counted over all connections that this plan is given to.</summary>
    public static FaultPlan Nth(int n, ResponseFault fault, string containing = "")
    {
        var seen = 0;
        return new() { OnRequest = line => line.Contains(containing, StringComparison.Ordinal) && Interlocked.Increment(ref seen) == n ? fault : ResponseFault.None };
    }
}
