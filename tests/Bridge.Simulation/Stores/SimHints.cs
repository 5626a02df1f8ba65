using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Stores;

/// <summary>Hints between nodes: within a node at once, to the others a little later, or never.</summary>
internal sealed class SimHints(World world)
{
    private readonly List<(Life Life, Action<Signal> Hear)> _listeners = [];

    /// <summary>The backplane as one node sees it.</summary>
    public IBackplane For(Life life) => new View(this, life);

    private void Send(Life sender, Signal signal)
    {
        _listeners.RemoveAll(listener => listener.Life.IsOver);
        foreach (var (life, hear) in _listeners.ToArray())
        {
            if (life == sender)
            {
                hear(signal);
            }
            else if (!world.Strikes(Fault.HintLost))
            {
                world.Time.After(world.Between(0, 3), life, () => hear(signal));
            }
        }
    }

    private sealed class View(SimHints hints, Life life) : IBackplane
    {
        public void Send(Signal signal) => hints.Send(life, signal);

        public IDisposable Listen(Action<Signal> listener)
        {
            hints._listeners.Add((life, listener));
            return new MemoryStream(0); // ends with the node's life
        }
    }
}
