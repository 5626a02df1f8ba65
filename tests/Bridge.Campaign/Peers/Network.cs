using Bridge.TestKit.Faults;

namespace Bridge.Campaign.Peers;

/// <summary>What happens between clients and server, and to them: the same for every candidate.</summary>
internal sealed record Network(string Name, string What)
{
    /// <summary>How long messages are published, in the recorded form.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>How often all open connections are cut.</summary>
    public int Cuts { get; init; }

    /// <summary>How often the server's process is stopped.</summary>
    public int Pauses { get; init; }

    /// <summary>For how long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The chance of a poll's response to be lost.</summary>
    public double LostPolls { get; init; }

    /// <summary>One client more, whose process is stopped: it never reads again, and its connection stays open.</summary>
    public bool Freezes { get; init; }

    /// <summary>What befalls every connection.</summary>
    public FaultPlan Plan { get; init; } = FaultPlan.None;

    /// <summary>Bytes that each message carries beside its number.</summary>
    public int Padding { get; init; } = 100;

    /// <summary>Clients whose messages are judged.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>Whether it says something of this candidate.</summary>
    public Func<Peer, bool> Concerns { get; init; } = _ => true;

    public static Network Cut { get; } = new("cut", "all connections are cut at once every 3 s or so, half of them by RST, half by FIN") { Length = TimeSpan.FromSeconds(30), Cuts = 6 };

    public static Network LostResponses { get; } = new("lost polls", "3 % of the responses to polls are lost after the server wrote them")
    {
        Length = TimeSpan.FromSeconds(30), LostPolls = 0.03, Concerns = peer => peer.IsPolling,
    };

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<Network> All { get; } =
    [
        new("good", "nothing is broken") { Length = TimeSpan.FromSeconds(12) },
        Cut,
        LostResponses,
        new("stripped", "the headers of an upgrade are taken away") { Length = TimeSpan.FromSeconds(12), Plan = new() { StripUpgrade = true }, Concerns = peer => !peer.IsPolling },
        new("hung", "an upgrade is never answered") { Length = TimeSpan.FromSeconds(35), Plan = new() { HangUpgrade = true }, Concerns = peer => !peer.IsPolling },
        new("black hole", "after its 101 a client hears nothing more, and nobody is told") { Length = TimeSpan.FromSeconds(40), Plan = new() { SwallowToClient = true }, Concerns = peer => !peer.IsPolling },
        new("paused", "the server's process is stopped twice for 4 s") { Length = TimeSpan.FromSeconds(25), Pauses = 2 },
        new("frozen", "messages of 48 KB, and beside the clients that are judged one that stops reading for good") { Length = TimeSpan.FromSeconds(35), Freezes = true, Padding = 48_000, Clients = 3 },
    ];

    /// <summary>The same, as much shorter or longer; what is done stays as often.</summary>
    public Network Times(double factor) => this with { Length = Length * factor };
}
