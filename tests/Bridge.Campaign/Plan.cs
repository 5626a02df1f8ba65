using Bridge.TestKit.Faults;

namespace Bridge.Campaign;

/// <summary>What a campaign is to reach: it goes on until all of it is reached.</summary>
internal sealed record Plan(string Name, ulong Seed)
{
    /// <summary><c>memory</c>, <c>sqlite</c> or <c>postgres</c>.</summary>
    public string Store { get; init; } = "memory";

    /// <summary>Server processes; more than one share a PostgreSQL database, and each connection goes to the next.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Different messages delivered, and submissions accepted, together.</summary>
    public int Messages { get; init; }

    /// <summary>Faults that break or falsify.</summary>
    public int Faults { get; init; }

    /// <summary>Switches from polling to WebSocket, and as many back.</summary>
    public int Switches { get; init; }

    /// <summary>SIGKILLs.</summary>
    public int Kills { get; init; }

    /// <summary>Messages between two kills, at most, beside what it takes every reader to come back.</summary>
    public int MaxBetweenKills { get; init; } = 3_000;

    /// <summary>Messages from one move to the next. Some come to nothing, so there are more moves than switches wanted.</summary>
    public int MovesEvery { get; init; } = 1_000;

    /// <summary>Messages of a published batch.</summary>
    public int MaxBatch { get; init; } = 60;

    public required FaultScript Script { get; init; }

    public static Plan Everything(ulong seed, int messages, int faults, int switches, string store) => new($"messages {messages}", seed)
    {
        Store = store, Messages = messages, Faults = faults, Switches = switches, MovesEvery = Math.Max(1, messages / (4 * switches)), Script = BadNetwork(seed),
    };

    public static Plan Killed(ulong seed, int kills, string store) => new($"kills {kills} {store}", seed)
    {
        Store = store, Kills = kills, Messages = 1, Switches = 1, Script = BadNetwork(seed),
    };

    public static Plan Cluster(ulong seed, int kills) => Killed(seed, kills, "postgres") with { Name = $"cluster {kills}", Nodes = 3 };

    public static Plan Drill(ulong seed, int percent, int messages) => new($"drill {percent} %", seed)
    {
        Messages = messages, MaxBatch = 20, Script = new FaultScript(seed) { CutAfter = percent / 100.0 },
    };

    private static FaultScript BadNetwork(ulong seed) => new(seed)
    {
        CutBefore = 0.02,
        CutMiddle = 0.02,
        CutAfter = 0.04,
        Replay = 0.02,
        PageBefore = 0.01,
        PageAfter = 0.02,
        CutFrames = 0.9,
        CutFramesWithin = 25_000,
        Swallow = 0.005,
        HangUpgrade = 0.005,
        StripUpgrade = 0.03,
        HoldBack = 0.1,
        Delay = 0.15,
        MaxDelay = TimeSpan.FromMilliseconds(5),
        Throttle = 0.01,
        ThrottleBytes = 500_000,
        Segments = 0.03,
        MaxSegmentBytes = 1_400,
    };
}
