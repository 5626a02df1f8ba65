using Bridge.Messaging;
using Bridge.Stores.Memory;
using Bridge.TestKit;
using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

/// <summary>Several nodes over one store and one clock, each with its own queue, so that one can die or hang while the others go on; and a backend that sees who asks.</summary>
internal sealed class Cluster
{
    private const double Step = 0.05;

    private readonly SeededRandom? _order;
    private double _together;

    public Cluster(int nodes, string? shape = null, SeededRandom? order = null)
    {
        _order = order;
        Shape = shape ?? Shapes.Events;
        Store = new MemoryStore(new Bridge.Stores.Retention { MaxAge = TimeSpan.FromDays(1) }, Clock, new SeededRandom(7));
        for (; nodes > 0; nodes--)
        {
            Start();
        }
    }

    public ManualTime Clock { get; } = new();

    public MemoryStore Store { get; }

    public string Shape { get; }

    public EventsBackend Backend { get; } = new();

    /// <summary>All that were ever started.</summary>
    public List<ClusterNode> Nodes { get; } = [];

    public UpstreamOptions Options { get; } = new();

    /// <summary>Who polls now.</summary>
    public ClusterNode Holder => Assert.Single(Nodes, node => node.Asking > 0);

    /// <summary>For how long in one go the backend saw more than one who polled, at most, in seconds.</summary>
    public double LongestTogether { get; private set; }

    /// <summary>Seconds since the start.</summary>
    public double Now => Clock.GetElapsedTime(0).TotalSeconds;

    /// <summary>A node comes up.</summary>
    public ClusterNode Start()
    {
        var node = new ClusterNode(this, new QueueScheduler(Clock, _order is null ? null : new SeededRandom((ulong)_order.Below(int.MaxValue))));
        Nodes.Add(node);
        return node;
    }

    /// <summary>All that are not started yet begin to want the scope, the first one first.</summary>
    public void JoinAll()
    {
        foreach (var node in Nodes)
        {
            node.Join();
            Settle();
        }
    }

    /// <summary>Lets happen what happens without time passing.</summary>
    public void Settle()
    {
        while (Nodes.ToArray().Aggregate(false, (ran, node) => node.RunSome() || ran))
        {
            // one may have given another something to do
        }

        LongestTogether = Math.Max(LongestTogether, _together);
    }

    /// <summary>Lets time pass.</summary>
    public void Run(double seconds) => RunUntil(() => false, seconds);

    /// <summary>Lets time pass until something is so; how many seconds it took.</summary>
    public double RunUntil(Func<bool> isSo, double most)
    {
        var began = Now;
        for (Settle(); !isSo() && Now - began < most - (Step / 2);)
        {
            _together = Nodes.Count(node => node.Asking > 0) > 1 ? _together + Step : 0;
            Clock.Advance(TimeSpan.FromSeconds(Step));
            Settle();
        }

        return Now - began;
    }
}
