using Bridge.Messaging;
using Bridge.Simulation.Worlds;
using Bridge.Stores;
using Bridge.Stores.Memory;
using Bridge.TestKit;

namespace Bridge.Simulation.Stores;

/// <summary>The store that all nodes share: the real memory stores, behind calls that travel, and a disk where it is a durable one.</summary>
internal sealed class SimStore
{
    private readonly World _world;
    private readonly List<(ChannelName Channel, ReadOnlyMemory<Entry> Entries)> _journal = [];
    private ulong _epochSeed;
    private MemoryChannelLog? _log;

    public SimStore(World world)
    {
        _world = world;
        Disk = world.Scenario.Durable ? new SimDisk(world) : null;
        Memory = Create();
    }

    public MemoryStore Memory { get; private set; }

    /// <summary>The channels.</summary>
    public MemoryChannelLog Channels => _log ?? Memory.Log;

    /// <summary>The disk, if there is one.</summary>
    public SimDisk? Disk { get; }

    /// <summary>The store's life: calls that are under way when it ends fail.</summary>
    public Life Life { get; private set; } = new();

    public IChannelLog Log(Life node) => new SimLog(_world, this, new StoreCalls(_world, this, node));

    public ISessionStore Sessions(Life node) => new SimSessions(_world, this, new StoreCalls(_world, this, node));

    public IRecordStore Records(Life node) => new SimRecords(_world, this, new StoreCalls(_world, this, node));

    /// <summary>A durable store comes back with what was synced. A memory store lives in its node's process: all of it is gone.</summary>
    public void Crash()
    {
        Life.End();
        Life = new Life();
        Disk?.Crash();
        if (Disk is not null)
        {
            if (_world.Plant.AcceptsEarly && _journal.Count > 0)
            {
                Rewind();
            }

            return;
        }

        foreach (var place in _world.Nodes)
        {
            place.Crash();
        }

        Memory = Create();
    }

    /// <summary>Keeps what was appended, where a planted bug makes it necessary to take it back.</summary>
    public void Journal(ChannelName channel, ReadOnlyMemory<Entry> entries)
    {
        if (_world.Plant.AcceptsEarly)
        {
            _journal.Add((channel, entries));
        }
    }

    /// <summary>The last appends had been accepted and shown, and were never synced.</summary>
    private void Rewind()
    {
        _journal.RemoveRange(Math.Max(0, _journal.Count - 2), Math.Min(2, _journal.Count));
        var log = new MemoryChannelLog(_world.Scenario.Retention, _world.Time, new SeededRandom(_epochSeed));
        foreach (var (channel, entries) in _journal)
        {
            _ = log.AppendAsync(channel, entries, null, CancellationToken.None);
        }

        _log = log;
    }

    private MemoryStore Create()
    {
        _epochSeed = _world.Dice.NextUInt64();
        _log = null;
        var memory = new MemoryStore(_world.Scenario.Retention, _world.Time, new SeededRandom(_epochSeed));
        var epoch = memory.Log.HeadAsync("c0", CancellationToken.None).Result.Head.Epoch;
        _world.Checker.Log.Begin(epoch);
        _world.Checker.Sessions.Clear();
        return memory;
    }
}
