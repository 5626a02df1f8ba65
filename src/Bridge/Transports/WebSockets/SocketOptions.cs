using Bridge.Messaging;

namespace Bridge.Transports.WebSockets;

/// <summary>How sockets are read, written and closed.</summary>
public sealed class SocketOptions
{
    /// <summary>Fragments that one message may come in. Default 1 024, 1 to 1 million.</summary>
    public int MaxFragments { get; set; } = 1_024;

    /// <summary>How long a write may be blocked by a client that takes nothing before the socket is cut. Default 30 s, 100 ms to 1 hour.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the client's half of the closing handshake is waited for. Default 2 s, 50 ms to 1 minute.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Submissions of one socket that may wait for their turn; when there are more, the socket is not read on. Default 256, 1 to 100 000.</summary>
    public int MaxPendingSubmissions { get; set; } = 256;

    /// <summary>How often a plain socket is pinged by the protocol's own ping, and how long the pong may take: who has no shim has no ping envelope. Default 30 s, 1 s to 1 hour.</summary>
    public TimeSpan PlainPingInterval { get; set; } = TimeSpan.FromSeconds(30);

    internal void Check(OptionFaults faults, string path = "WebSockets") => faults
        .Between($"{path}.{nameof(MaxFragments)}", MaxFragments, 1, 1_000_000)
        .Between($"{path}.{nameof(WriteTimeout)}", WriteTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1))
        .Between($"{path}.{nameof(CloseTimeout)}", CloseTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1))
        .Between($"{path}.{nameof(MaxPendingSubmissions)}", MaxPendingSubmissions, 1, 100_000)
        .Between($"{path}.{nameof(PlainPingInterval)}", PlainPingInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
}
