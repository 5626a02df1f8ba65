using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Users;

/// <summary>When something happened that others hear of later: how long they may take follows from what goes wrong meanwhile.</summary>
internal sealed class Moment(World world)
{
    private const int SlowMs = 450;
    private const int LateMs = 250;
    private const int FailMs = 1_600; // a rest of a second, and the way there once more

    private readonly long _at = world.Time.Now;
    private readonly int _slow = Count(world, Fault.StoreSlow);
    private readonly int _late = Count(world, Fault.WorkLate);
    private readonly int _failed = Count(world, Fault.StoreFails) + Count(world, Fault.StoreFailsAfter);

    /// <summary>Milliseconds since then.</summary>
    public double Age => (world.Time.Now - _at) / (double)TimeSpan.TicksPerMillisecond;

    /// <summary>Whether it is longer ago than so much, and what the store and the threads took beyond the usual.</summary>
    public bool IsPast(int milliseconds) => Age > milliseconds
        + (SlowMs * (Count(world, Fault.StoreSlow) - _slow)) + (LateMs * (Count(world, Fault.WorkLate) - _late))
        + (FailMs * (Count(world, Fault.StoreFails) + Count(world, Fault.StoreFailsAfter) - _failed));

    private static int Count(World world, Fault fault) => world.FaultCounts[(int)fault];
}
