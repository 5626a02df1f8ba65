using Bridge.Messaging;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Nodes;

/// <summary>Where a node runs: it dies here and comes back, with nothing of what it knew.</summary>
internal sealed class NodePlace(World world, int number)
{
    public int Number => number;

    /// <summary>The node, or null while it is down.</summary>
    public Node? Node { get; private set; }

    public void EnsureUp()
    {
        if (Node is null)
        {
            Node = new Node(world, number);
            world.Trace.Note("node up", number);
        }
    }

    /// <summary>From one moment to the next: its memory and its connections are gone.</summary>
    public void Crash()
    {
        if (Node is not { } node)
        {
            return;
        }

        world.Trace.Note("node crash", number);
        Node = null;
        node.End();
        world.Net.NodeDied(node);
        world.Time.After(world.Between(10, 800), null, EnsureUp);
    }

    /// <summary>It lets nobody wait any more, and goes a moment later.</summary>
    public void Drain()
    {
        if (Node is { } node)
        {
            world.Trace.Note("node drains", number);
            node.Leases.EndAll(CloseReason.Restarting);
            node.Upstream?.Dispose();
            world.Time.After(world.Between(1, 100), node.Life, Crash);
        }
    }

    /// <summary>Nothing of it runs for a while; as often as not for longer than its lease.</summary>
    public void Hang()
    {
        if (Node is { } node)
        {
            world.Trace.Note("node hangs", number);
            node.Life.HangsUntil = world.Time.Now + world.Between(100, 1_600);
        }
    }

    public void End()
    {
        Node?.End();
        Node = null;
    }
}
