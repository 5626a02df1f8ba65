using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Planted;

/// <summary>A client with one thing wrong.</summary>
internal sealed class ClientPlant(ClientBug bug) : Plant
{
    public override string Name => $"client-{bug}";

    public override ClientBug Client => bug;
}

/// <summary>A durable store that accepts and shows what is not on disk yet.</summary>
internal sealed class EarlyPlant : Plant
{
    public override string Name => "disk-accepts-before-sync";

    public override bool AcceptsEarly => true;
}

/// <summary>Nothing looks after a lost hint.</summary>
internal sealed class NoRecheckPlant : Plant
{
    public override string Name => "hint-lost-without-healing";

    public override void Change(BridgeOptions options) => options.Sessions.RecheckInterval = TimeSpan.FromHours(1);
}

/// <summary>The hint that a lease was taken names a higher attempt.</summary>
internal sealed class LeaseHintPlant : Plant
{
    public override string Name => "hint-lease-too-high";

    public override IBackplane Backplane(IBackplane backplane, World world) => new Wrong(backplane);

    private sealed class Wrong(IBackplane backplane) : IBackplane
    {
        public void Send(Signal signal) => backplane.Send(signal.Channel.IsDefault ? signal with { Number = signal.Number + 1 } : signal);

        public IDisposable Listen(Action<Signal> listener) => backplane.Listen(listener);
    }
}
