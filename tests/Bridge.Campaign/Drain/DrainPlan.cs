namespace Bridge.Campaign.Drain;

/// <summary>Who is connected to the node that goes, and how much is published meanwhile.</summary>
internal sealed record DrainPlan(int Sockets, int Polls)
{
    /// <summary>Clients that are at the other node from the beginning, half of them polling: none of it must reach them.</summary>
    public int Others { get; init; } = 20;

    public int Channels { get; init; } = 50;

    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The process is to be gone within 5 s; only five times that is a failure, because the machine may be busy.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(25);

    public static DrainPlan Short { get; } = new(100, 50) { Channels = 10, Every = TimeSpan.FromMilliseconds(50) };
}
