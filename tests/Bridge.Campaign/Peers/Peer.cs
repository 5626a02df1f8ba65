namespace Bridge.Campaign.Peers;

/// <summary>A product with its settings: a row of the table.</summary>
internal sealed record Peer(string Name, string Kind, string Mode)
{
    private const string AtMostOnce = "in order, at most once";
    private const string Recovered = "in order; after a short disconnection the server tries to send what was missed, and the client must expect that it can't";
    private const string Resent = "what was sent while a connection that broke for a short time is kept in a buffer and sent again";

    /// <summary>How the server is started, beside its kind.</summary>
    public string Server { get; init; } = "";

    /// <summary>What is set, on both sides.</summary>
    public required string Settings { get; init; }

    /// <summary>What its docs promise to a client that stays.</summary>
    public required string Promise { get; init; }

    /// <summary>Forget each so-manyth message in the handler: a planted loss; 0 none.</summary>
    public int Drop { get; init; }

    /// <summary>Whether it never asks for a WebSocket.</summary>
    public bool IsPolling => Mode == "polling";

    public static Peer Bridge { get; } = new("Bridge", "bridge", "auto") { Settings = "memory store, defaults", Promise = "every message once, in order, or a gap is told (G1 to G6)" };

    public static Peer BridgePolling { get; } = Bridge with { Name = "Bridge, polling only", Mode = "polling", Settings = "memory store, `transport: 'polling'`" };

    public static Peer SignalR { get; } = new("SignalR", "signalr", "default")
    {
        Server = "default", Settings = "`withAutomaticReconnect()`, `start` tried again after 5 s", Promise = "nothing for what is sent while a client is disconnected",
    };

    public static Peer SignalRStateful { get; } = SignalR with
    {
        Name = "SignalR, stateful", Mode = "stateful", Server = "stateful", Settings = "as SignalR, `AllowStatefulReconnects`, `withStatefulReconnect()`", Promise = Resent,
    };

    public static Peer SocketIoRecovery { get; } = new("Socket.IO, recovery", "socketio", "default")
    {
        Server = "recovery", Settings = "`connectionStateRecovery` of 2 min, `skipMiddlewares`; else defaults", Promise = Recovered,
    };

    /// <summary>Everybody, in the order of the table.</summary>
    public static IReadOnlyList<Peer> All { get; } =
    [
        Bridge,
        BridgePolling,
        SignalR,
        SignalRStateful,
        SignalRStateful with
        {
            Name = "SignalR, stateful, tuned", Mode = "tuned", Server = "tuned",
            Settings = "as stateful; buffers of 10 MB, pings every 5 s and 10 s of silence at most on both sides, reconnects after 0, 0.5, 1, 1.5 and then every 2 s for ever",
        },
        SignalR with { Name = "SignalR, polling only", Mode = "polling", Settings = "as SignalR, `transport: LongPolling`" },
        new("Socket.IO", "socketio", "default") { Server = "plain", Settings = "defaults", Promise = AtMostOnce },
        SocketIoRecovery,
        new("Socket.IO, polling only", "socketio", "polling") { Server = "plain", Settings = "`transports: ['polling']`", Promise = AtMostOnce },
        SocketIoRecovery with { Name = "Socket.IO, polling only, recovery", Mode = "polling", Settings = "as Socket.IO, recovery; `transports: ['polling']`" },
    ];

    /// <summary>Whether a request is a poll of a session that stands: what is lost with its response had been written for the client.</summary>
    public bool IsPoll(string firstLine) => Kind switch
    {
        "bridge" => firstLine.StartsWith("POST /bridge/poll", StringComparison.Ordinal),
        "signalr" => firstLine.StartsWith("GET /hub?id=", StringComparison.Ordinal),
        _ => firstLine.StartsWith("GET /socket.io/", StringComparison.Ordinal) && firstLine.Contains("&sid=", StringComparison.Ordinal),
    };
}
