using System.Net;
using Bridge.Messaging;

namespace Bridge.Transports.Limits;

/// <summary>How much one address, one user and one session may ask of a node. Who asks for more is told <c>rate_limited</c> (429, with <c>Retry-After</c>), or is read more slowly; nothing that was accepted is lost by it.</summary>
/// <remarks>What a single message or session may be (bytes, depth, subscriptions, fragments) stands with <c>Sessions</c>, <c>LongPolling</c> and <c>WebSockets</c>.</remarks>
public sealed class LimitOptions
{
    /// <summary>Proxies in front of this server: an address limit counts whom they name in <c>X-Forwarded-For</c>, and nobody where they name nobody. Default this machine (127.0.0.0/8, ::1).</summary>
    public IList<IPNetwork> KnownProxies { get; } = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <summary>Sockets, parked polls and requests under way per address. Default 1 000, 1 to 10 million.</summary>
    public int ConnectionsPerAddress { get; set; } = 1_000;

    /// <summary>The same per user who is signed in, from all addresses. Default 200, 1 to 10 million.</summary>
    public int ConnectionsPerUser { get; set; } = 200;

    /// <summary>WebSocket handshakes and new sessions per address. Default 50 a second, 1 000 at once: a whole office may come back after a restart. Null: no limit.</summary>
    public Rate? Openings { get; set; } = new(50, 1_000);

    /// <summary>Requests per address that are refused by a fault of their own (a bad handshake, a session that isn't). Above it the address is not listened to for a while. Default 100 a second, 2 000 at once. Null: no limit.</summary>
    public Rate? Faults { get; set; } = new(100, 2_000);

    /// <summary>Polls per session that bring nothing because the client does not let them wait: superseded by a newer one, given up, or asked without patience. Default 10 a second, 50 at once. Null: no limit.</summary>
    public Rate? IdlePolls { get; set; } = new(10, 50);

    /// <summary>Messages that one session, or one plain socket, may send. A socket that sends more is read more slowly; a request is refused. Default 100 a second, 1 000 at once. Null: no limit.</summary>
    public Rate? Messages { get; set; } = new(100, 1_000);

    /// <summary>Control frames (pings, pongs) that a socket may send before it is closed with 1008. Default 20 a second, 100 at once. Null: no limit.</summary>
    public Rate? ControlFrames { get; set; } = new(20, 100);

    internal void Check(OptionFaults faults, string path = "Limits")
    {
        faults.Between($"{path}.{nameof(ConnectionsPerAddress)}", ConnectionsPerAddress, 1, 10_000_000)
            .Between($"{path}.{nameof(ConnectionsPerUser)}", ConnectionsPerUser, 1, 10_000_000);
        Rate.Check(faults, $"{path}.{nameof(Openings)}", Openings);
        Rate.Check(faults, $"{path}.{nameof(Faults)}", Faults);
        Rate.Check(faults, $"{path}.{nameof(IdlePolls)}", IdlePolls);
        Rate.Check(faults, $"{path}.{nameof(Messages)}", Messages);
        Rate.Check(faults, $"{path}.{nameof(ControlFrames)}", ControlFrames);
    }
}
