using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Checking;

/// <summary>Who asks the backend, and for how long more than one does. A process that is stopped can't cut what it has asked: it counts again when it goes on.</summary>
internal sealed class LeaseTruth(World world)
{
    private readonly List<Life> _asking = [];
    private long? _together;

    /// <summary>A node asks.</summary>
    public void Begins(Life node)
    {
        Look();
        _asking.Add(node);
        Look();
    }

    /// <summary>It has its answer, or wants none any more.</summary>
    public void Ends(Life node)
    {
        Look();
        _asking.Remove(node);
        Look();
    }

    private void Look()
    {
        var now = world.Milliseconds;
        _asking.RemoveAll(node => node.IsOver);
        if (world.Scenario.Feed!.IsUnleased || _asking.Where(node => node.HangsUntil <= world.Time.Now).Distinct().Count() <= 1)
        {
            _together = null;
            return;
        }

        _together ??= now;
        var lease = (long)world.Rules.Upstream.Lease.TotalMilliseconds;
        world.Checker.Require(now - _together <= lease, Promise.Lease, $"two nodes have asked the backend at once for {now - _together} ms");
    }
}
