namespace Bridge.Campaign.Peers;

/// <summary>Which candidates meet which networks.</summary>
internal sealed record PeerPlan(ulong Seed)
{
    public IReadOnlyList<Peer> Peers { get; init; } = [Peer.Bridge, Peer.BridgePolling, Peer.SignalR, Peer.SocketIoRecovery];

    public IReadOnlyList<Network> Networks { get; init; } = [Network.Cut with { Length = TimeSpan.FromSeconds(5), Cuts = 2, Clients = 3 }];

    /// <summary>How many candidates run at the same time.</summary>
    public int Abreast { get; init; } = 4;

    /// <summary>How often a message is published.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The form whose result is recorded: everybody in every network that concerns it, publishing for so many minutes in all.</summary>
    public static PeerPlan Long(ulong seed, int minutes)
    {
        var plan = new PeerPlan(seed) { Peers = Peer.All };
        var length = Network.All.Sum(network => network.Length.TotalMinutes * plan.GroupsOf(network).Count());
        return plan with { Networks = [.. Network.All.Select(network => network.Times(minutes / length))] };
    }

    /// <summary>Who meets a network at the same time: of each product somebody, so that a busy moment of the machine hits all of them.</summary>
    public IEnumerable<Peer[]> GroupsOf(Network network)
    {
        var concerned = Peers.Where(network.Concerns).ToList();
        var groups = (concerned.Count + Abreast - 1) / Abreast;
        return Enumerable.Range(0, groups).Select(group => concerned.Where((_, n) => n % groups == group).ToArray());
    }
}
