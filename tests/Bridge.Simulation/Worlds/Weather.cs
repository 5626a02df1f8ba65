namespace Bridge.Simulation.Worlds;

/// <summary>What goes wrong by itself: nodes, the store, what people do with their pages. Looked at every so often while the storm lasts.</summary>
internal sealed class Weather
{
    private const int LookMs = 50;

    private readonly World _world;

    public Weather(World world)
    {
        _world = world;
        Next();
    }

    private void Next() => _world.After(LookMs, Look);

    private void Look()
    {
        if (!_world.IsStorm)
        {
            return;
        }

        foreach (var place in _world.Nodes)
        {
            if (_world.Strikes(Fault.NodeCrash))
            {
                place.Crash();
            }
            else if (_world.Strikes(Fault.NodeDrains))
            {
                place.Drain();
            }
            else if (_world.Strikes(Fault.NodeHangs))
            {
                place.Hang();
            }
        }

        if (_world.Strikes(Fault.StoreCrash))
        {
            _world.Store.Crash();
        }

        _world.Backend?.Weather();
        foreach (var client in _world.Clients.ToArray())
        {
            client.Weather();
        }

        Next();
    }
}
