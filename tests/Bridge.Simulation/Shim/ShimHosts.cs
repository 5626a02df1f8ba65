using System.Collections.Concurrent;

namespace Bridge.Simulation.Shim;

/// <summary>The processes that run the shim: one for each world that runs at the same time, used again by the next. They end when this process does, for nobody writes to them any more.</summary>
internal static class ShimHosts
{
    private static readonly ConcurrentStack<ShimHost> Idle = [];

    public static Lent Rent()
    {
        var host = Idle.TryPop(out var idle) ? idle : ShimHost.Start();
        host.Tell(-1, 0, "world").Json.Dispose();
        return new Lent(host);
    }

    internal sealed class Lent(ShimHost host) : IDisposable
    {
        public ShimHost Host => host;

        public void Dispose()
        {
            if (host.IsBroken)
            {
                host.Dispose();
            }
            else
            {
                Idle.Push(host);
            }
        }
    }
}
