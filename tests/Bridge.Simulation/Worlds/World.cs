using Bridge.Messaging;
using Bridge.Simulation.Backends;
using Bridge.Simulation.Checking;
using Bridge.Simulation.Clients;
using Bridge.Simulation.Network;
using Bridge.Simulation.Nodes;
using Bridge.Simulation.Planted;
using Bridge.Simulation.Shim;
using Bridge.Simulation.Stores;
using Bridge.Simulation.Users;
using Bridge.TestKit;

namespace Bridge.Simulation.Worlds;

/// <summary>One seed's world: everything in it happens on one thread, one thing after the other.</summary>
internal sealed class World
{
    private const int MostEvents = 200_000; // a usual world has some thousands

    private static readonly long PeaceMs = 60_000;

    private readonly int[] _faults = new int[Enum.GetValues<Fault>().Length];
    private bool _storm = true;
    private long _items;

    public World(Scenario scenario, Plant plant, bool readable, ShimHost? shim = null)
    {
        Scenario = scenario;
        Plant = plant;
        Shim = shim;
        Dice = new SeededRandom(scenario.Seed);
        Time = new Timeline(new SeededRandom(scenario.Seed ^ 0x5EED));
        Trace = new Trace(Time, readable);
        Checker = new Checker(this);
        Store = new SimStore(this);
        Hints = new SimHints(this);
        Net = new Net(this);
        Backend = scenario.Feed is { } feed ? new LegacyBackend(this, feed) : null;
        Users = scenario.Users ? new UserStage(this) : null;
        Rules = WorldRules.Of(this);
        plant.Change(Rules);
        Nodes = [.. Enumerable.Range(0, scenario.Nodes).Select(number => new NodePlace(this, number))];
    }

    public Scenario Scenario { get; }

    public Plant Plant { get; }

    /// <summary>Where the real shim runs, when the pages of this world run it.</summary>
    public ShimHost? Shim { get; }

    public SeededRandom Dice { get; }

    public Timeline Time { get; }

    public Trace Trace { get; }

    public Checker Checker { get; }

    public SimStore Store { get; }

    public SimHints Hints { get; }

    public Net Net { get; }

    /// <summary>The legacy backend, where a channel is fed by one.</summary>
    public LegacyBackend? Backend { get; }

    /// <summary>The two users, where they are what it is about.</summary>
    public UserStage? Users { get; }

    public BridgeOptions Rules { get; }

    public IReadOnlyList<NodePlace> Nodes { get; }

    public List<IPageClient> Clients { get; } = [];

    public List<PlainReader> PlainReaders { get; } = [];

    public List<ModelPublisher> Publishers { get; } = [];

    public int Faults => _faults.Sum();

    public IReadOnlyList<int> FaultCounts => _faults;

    /// <summary>Whether things still go wrong.</summary>
    public bool IsStorm => _storm;

    public long Milliseconds => Time.Milliseconds;

    /// <summary>Whether this goes wrong now.</summary>
    public bool Strikes(Fault fault)
    {
        var rate = Scenario.Rates[(int)fault];
        if (rate == 0 || !_storm || Dice.Below(10_000) >= rate)
        {
            return false;
        }

        Count(fault);
        return true;
    }

    public void Count(Fault fault)
    {
        _faults[(int)fault]++;
        Trace.Note("fault", (long)fault, 0, fault.ToString());
    }

    /// <summary>From so many to so many milliseconds, in ticks.</summary>
    public long Between(int low, int high) => (low * TimeSpan.TicksPerMillisecond) + (long)(Dice.NextDouble() * (high - low) * TimeSpan.TicksPerMillisecond);

    public void After(int milliseconds, Action action) => Time.After(milliseconds * TimeSpan.TicksPerMillisecond, null, action);

    /// <summary>The number of a payload: none comes twice.</summary>
    public long NextItem() => ++_items;

    /// <summary>A node that answers, or null.</summary>
    public Node? AnyNode()
    {
        var alive = Nodes.Where(place => place.Node is { IsReady: true }).ToList();
        return alive.Count == 0 ? null : Dice.Pick(alive).Node;
    }

    /// <summary>Runs the storm, then waits for peace. Returns what was wrong first, or null.</summary>
    public Violation? Run()
    {
        try
        {
            Populate();
            RunUntil(Scenario.StormMs);
            _storm = false;
            Trace.Note("peace");
            foreach (var place in Nodes)
            {
                place.EnsureUp();
            }

            var end = Milliseconds + PeaceMs;
            for (var until = Milliseconds; until < end && !IsSettled();)
            {
                RunUntil(until += 250); // the clock itself stands still while nothing is planned
            }

            Checker.Finish();
            return null;
        }
        catch (Violation violation)
        {
            return violation;
        }
        catch (Exception fault) when (fault is not InvalidOperationException) // those are the simulation's own
        {
            return new Violation(Promise.Threw, fault.ToString());
        }
        finally
        {
            foreach (var place in Nodes)
            {
                place.End();
            }
        }
    }

    private void RunUntil(long milliseconds)
    {
        while (Time.RunNext(milliseconds * TimeSpan.TicksPerMillisecond))
        {
            Checker.Require(Time.Events < MostEvents, Promise.Stuck, $"after {Time.Events} events somebody still runs in a circle");
            if (Checker.First is { } violation)
            {
                throw violation;
            }
        }
    }

    private bool IsSettled() => Publishers.TrueForAll(publisher => publisher.IsDone) && Clients.TrueForAll(client => client.IsSettled)
        && PlainReaders.TrueForAll(reader => reader.IsSettled) && Checker.IsFed && Users is not { IsSettled: false };

    private void Populate()
    {
        foreach (var place in Nodes)
        {
            place.EnsureUp();
        }

        for (var number = 0; number < Scenario.Clients; number++)
        {
            if (Shim is null)
            {
                ModelClient.Join(this, $"u{number}");
            }
            else
            {
                ShimClient.Join(this, $"u{number}");
            }
        }

        for (var number = 0; number < Scenario.PlainReaders; number++)
        {
            PlainReaders.Add(new PlainReader(this, number));
        }

        for (var number = 0; number < Scenario.Publishers; number++)
        {
            Publishers.Add(new ModelPublisher(this, number));
        }

        Users?.Begin();
        _ = new Weather(this);
    }
}
