using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Simulation.Worlds;

/// <summary>What a seed makes of the world before it begins. Shrinking changes it: fewer clients, fewer kinds of faults, a shorter storm.</summary>
internal sealed record Scenario
{
    private static readonly int Kinds = Enum.GetValues<Fault>().Length;

    public required ulong Seed { get; init; }

    /// <summary>Whether the pages run the real shim, not the model of it.</summary>
    public bool Shim { get; init; }

    /// <summary>Whether two users act in it, and nobody else.</summary>
    public bool Users { get; init; }

    public int Nodes { get; init; }

    public int Clients { get; init; }

    public int PlainReaders { get; init; }

    public int Publishers { get; init; }

    public int Channels { get; init; }

    /// <summary>Whether the store survives its crash with what it has synced.</summary>
    public bool Durable { get; init; }

    /// <summary>Whether calls to the store complete at once, as those of the memory store do.</summary>
    public bool InstantStore { get; init; }

    /// <summary>How long things go wrong, in milliseconds.</summary>
    public int StormMs { get; init; }

    /// <summary>Messages that each publisher publishes.</summary>
    public int Publishes { get; init; }

    /// <summary>Submissions of each client.</summary>
    public int Submissions { get; init; }

    /// <summary>How many of a hundred submissions their page gives up when they are refused for now.</summary>
    public int Urgent { get; init; }

    /// <summary>The channel that a legacy backend feeds; null: there is none.</summary>
    public Feed? Feed { get; init; }

    public Retention Retention { get; init; } = new();

    public int WindowMessages { get; init; } = 1_000;

    public int WindowBytes { get; init; } = 256 << 10;

    public int LifetimeMs { get; init; } = 60_000;

    /// <summary>How often, in 10 000, each kind of fault strikes where it can.</summary>
    public int[] Rates { get; init; } = [];

    /// <summary>What the seed says.</summary>
    public static Scenario Of(ulong seed)
    {
        var dice = new SeededRandom(seed * 0x9E3779B97F4A7C15 + 1);
        var durable = dice.OneIn(2);
        var small = dice.OneIn(3);
        var scenario = new Scenario
        {
            Seed = seed,
            Nodes = 1 + dice.Below(3),
            Clients = 1 + dice.Below(3),
            PlainReaders = dice.Below(2),
            Publishers = 1 + dice.Below(2),
            Channels = 1 + dice.Below(3),
            Durable = durable,
            InstantStore = !durable && dice.OneIn(2),
            StormMs = 1_000 + dice.Below(5_000),
            Publishes = 5 + dice.Below(30),
            Submissions = dice.OneIn(3) ? 8 + dice.Below(12) : dice.Below(8),
            Urgent = dice.Below(3) * 30,
            Retention = new Retention
            {
                MaxMessages = small && dice.OneIn(2) ? 3 + dice.Below(12) : 10_000,
                MaxBytes = small && dice.OneIn(2) ? 1_024 + dice.Below(1_024) : 8 << 20,
                MaxAge = small && dice.OneIn(2) ? TimeSpan.FromMilliseconds(1_000 + dice.Below(2_000)) : TimeSpan.FromMinutes(10),
            },
            WindowMessages = dice.OneIn(4) ? 1 + dice.Below(8) : 1_000,
            WindowBytes = dice.OneIn(4) ? 600 + dice.Below(1_000) : 256 << 10,
            LifetimeMs = dice.OneIn(4) ? 4_000 + dice.Below(4_000) : 60_000,
            Rates = RatesOf(dice),
            Feed = dice.OneIn(3) ? new Feed(3 + dice.Below(30), IsInclusive: dice.OneIn(2), dice.Pick([Feed.Never, Feed.AfterBreak, Feed.AfterBreak, Feed.Every])) : null,
        };
        scenario.Rates[(int)Fault.NodeHangs] = scenario is { Feed: not null, Nodes: > 1 } && dice.OneIn(2) ? 100 : 0; // for the lease's sake
        if (scenario.Feed is not { } feed || dice.OneIn(3))
        {
            return scenario;
        }

        if (feed is { IsInclusive: true, Probe: not Feed.Never } && !dice.OneIn(5))
        {
            // One goes through a restart while another one fails, or holds an old answer, and both go on at the same cursor: that takes many restarts.
            scenario.Rates[(int)Fault.BackendRestarts] = 400;
            scenario.Rates[(int)Fault.BackendBreaks] = 800;
        }

        return scenario with { Feed = feed with { IsUnleased = true }, Nodes = Math.Max(2, scenario.Nodes) };
    }

    /// <summary>Every seed has some kinds of faults, and each more or less often: all at once would hide what takes a quiet moment.</summary>
    private static int[] RatesOf(SeededRandom dice)
    {
        var rates = new int[Kinds];
        var share = 1 + dice.Below(4);
        for (var kind = 0; kind < Kinds - 1; kind++)
        {
            rates[kind] = dice.Below(4) < share ? Usual((Fault)kind) * (1 + dice.Below(4)) : 0;
        }

        return rates;
    }

    private static int Usual(Fault fault) => fault switch
    {
        Fault.RequestLost or Fault.ResponseLost or Fault.ResponseCut or Fault.RequestRepeated or Fault.Held => 400,
        Fault.AbortUnseen => 2_000,
        Fault.ProxyPage => 150,
        Fault.UpgradeRefused or Fault.UpgradeHangs => 500,
        Fault.SocketCut => 150,
        Fault.SocketDeafClient or Fault.SocketDeafServer => 60,
        Fault.SocketBlocked => 30,
        Fault.StoreSlow => 300,
        Fault.StoreFails or Fault.StoreFailsAfter => 60,
        Fault.HintLost => 1_000,
        Fault.WorkLate => 300,
        Fault.HandlerThrows => 500,
        Fault.HandlerSlow => 600,
        Fault.LeavesAfter => 300,
        Fault.BackendLate or Fault.BackendAnswerLost or Fault.BackendBreaks => 500,
        _ => 150, // once in so many looks at it, every 100 ms
    };
}
