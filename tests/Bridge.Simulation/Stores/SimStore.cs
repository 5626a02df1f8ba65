using Bridge.Simulation.Worlds;
using Bridge.Stores;
using Bridge.Stores.Memory;

namespace Bridge.Simulation.Stores;

/// <summary>The store that all nodes share: the real memory stores, behind calls that travel, and a disk where it is a durable one.</summary>
internal sealed class SimStore
{
    private readonly World _world;

    public SimStore(World world)
    {
        _world = world;
        Disk = world.Scenario.Durable ? new SimDisk(world) : null;
        Memory = Create();
    }

    public MemoryStore Memory { get; private set; }

    /// <summary>The disk, if there is one.</summary>
    public SimDisk? Disk { get; }

    /// <summary>The store's life: calls that are under way when it ends fail.</summary>
    public Life Life { get; private set; } = new();

    public IChannelLog Log(Life node) => new SimLog(_world, this, new StoreCalls(_world, this, node));

    public ISessionStore Sessions(Life node) => new SimSessions(_world, this, new StoreCalls(_world, this, node));

    public IRecordStore Records(Life node) => new SimRecords(this, new StoreCalls(_world, this, node));

    /// <summary>A durable store comes back with what was synced. A memory store lives in its node's process: all of it is gone.</summary>
    public void Crash()
    {
        Life.End();
        Life = new Life();
        Disk?.Crash();
        if (Disk is not null)
        {
            return;
        }

        foreach (var place in _world.Nodes)
        {
            place.Crash();
        }

        Memory = Create();
    }

    private MemoryStore Create()
    {
        var memory = new MemoryStore(_world.Scenario.Retention, _world.Time, _world.Dice);
        var epoch = memory.Log.HeadAsync("c0", CancellationToken.None).Result.Head.Epoch;
        _world.Checker.Log.Begin(epoch);
        _world.Checker.Sessions.Clear();
        return memory;
    }
}
