using Bridge.Messaging;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Nodes;

/// <summary>One node's threads and clock: work runs a little later, in an order the seed picks; nothing runs once the node is dead. Nodes' clocks differ a little.</summary>
internal sealed class NodeScheduler(World world, Life life, TimeSpan skew) : BridgeScheduler
{
    public override TimeProvider Time { get; } = new NodeClock(world.Time, life, skew);

    public override void Post(IWork work) =>
        world.Time.After(world.Strikes(Fault.WorkLate) ? world.Between(1, 200) : world.Between(0, 1) / 2, life, work);

    private sealed class NodeClock(Timeline time, Life life, TimeSpan skew) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override long GetTimestamp() => time.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + skew;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            time.CreateTimer(life, callback, state, dueTime, period);
    }
}
