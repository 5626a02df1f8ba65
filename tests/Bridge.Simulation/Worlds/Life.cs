namespace Bridge.Simulation.Worlds;

/// <summary>What must not happen any more once its owner is dead: the plans, timers and calls of one life of a node or a store.</summary>
internal sealed class Life
{
    public bool IsOver { get; private set; }

    /// <summary>Until when, in ticks, nothing of it happens: a process that is stopped, and goes on later as if nothing had been.</summary>
    public long HangsUntil { get; set; }

    public void End() => IsOver = true;
}
