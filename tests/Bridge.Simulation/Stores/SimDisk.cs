using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Stores;

/// <summary>A disk with a cache: what is written counts, and is seen, once it is synced. A crash before that, and it never was.</summary>
internal sealed class SimDisk(World world)
{
    private readonly List<(Func<object?> Act, Action<object?> Done, Action Lost)> _unsynced = [];
    private Life _life = new();

    public void Write(Func<object?> act, Action<object?> done, Action lost)
    {
        if (world.Plant.AcceptsEarly)
        {
            done(act());
            return;
        }

        _unsynced.Add((act, done, lost));
        if (_unsynced.Count == 1)
        {
            world.Time.After(world.Between(0, 15), _life, Sync);
        }
    }

    /// <summary>What was not synced vanishes.</summary>
    public void Crash()
    {
        _life.End();
        _life = new Life();
        var vanished = _unsynced.ToArray();
        _unsynced.Clear();
        foreach (var (_, _, lost) in vanished)
        {
            lost();
        }
    }

    private void Sync()
    {
        var group = _unsynced.ToArray();
        _unsynced.Clear();
        foreach (var (act, done, _) in group)
        {
            done(act());
        }
    }
}
