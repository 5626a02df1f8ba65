namespace Bridge.TestKit.Hosts;

/// <summary>Several addresses of one service, each request and each connection to the next: nothing is sticky.</summary>
public sealed class RoundRobin(params IReadOnlyList<Uri> addresses)
{
    private int _turn = -1;

    /// <summary>Whose turn it is.</summary>
    public Uri Next() => addresses[(int)((uint)Interlocked.Increment(ref _turn) % (uint)addresses.Count)];
}
