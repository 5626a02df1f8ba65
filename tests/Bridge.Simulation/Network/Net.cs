using Bridge.Simulation.Nodes;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Network;

/// <summary>Everything between clients and nodes. Each request and each socket goes to whichever node answers: nothing is sticky.</summary>
internal sealed class Net(World world)
{
    private readonly List<Exchange> _exchanges = [];

    /// <summary>Sends a request; what comes of it is told once: an answer, or null when the network or the time failed.</summary>
    public ClientCall Request(Func<Exchange> request, int timeoutMs, Action<Answer?> done)
    {
        var call = new ClientCall(world, request, done);
        call.Send(timeoutMs);
        return call;
    }

    /// <summary>Opens a socket.</summary>
    public ClientWire Connect(Func<Exchange> request, IWireListener listener)
    {
        var wire = new ClientWire(world, listener);
        wire.Open(request);
        return wire;
    }

    /// <summary>An exchange begins on a node.</summary>
    public void Serve(Node node, Exchange exchange)
    {
        _exchanges.RemoveAll(known => known.IsOver);
        _exchanges.Add(exchange);
        exchange.ServeOn(node);
    }

    /// <summary>The connections of a dead node are cut.</summary>
    public void NodeDied(Node node)
    {
        foreach (var exchange in _exchanges.Where(exchange => exchange.Node == node).ToArray())
        {
            exchange.Die();
        }

        _exchanges.RemoveAll(exchange => exchange.IsOver);
    }
}
