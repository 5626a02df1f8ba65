using Bridge.TestKit.Faults;
using Bridge.TestKit.Hosts;

namespace Bridge.Campaign.Peers;

/// <summary>One candidate in one network, with a server, a proxy and clients of its own.</summary>
internal sealed class Cell : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PeerPlan _plan;
    private readonly Network _network;
    private readonly Peer _peer;
    private readonly PeerServer _server;
    private readonly Disturbance _disturbance;
    private readonly FaultProxy _proxy;
    private PeerClients? _clients;
    private PeerClients? _frozen;

    private Cell(PeerPlan plan, Network network, Peer peer, PeerServer server)
    {
        (_plan, _network, _peer, _server) = (plan, network, peer, server);
        _disturbance = new Disturbance(network, peer, plan.Seed);
        _proxy = new FaultProxy(server.Address.Port, _disturbance.Next);
    }

    public static async Task<Cell> StartAsync(PeerPlan plan, Network network, Peer peer)
    {
        var cell = new Cell(plan, network, peer, await PeerServer.StartAsync(peer, network.Padding));
        var direct = cell._server.Address;
        cell._clients = await PeerClients.StartAsync(peer, new Uri($"http://127.0.0.1:{cell._proxy.Port}/"), direct, network.Clients);
        cell._frozen = network.Freezes ? await PeerClients.StartAsync(peer, direct, direct, 1) : null;
        await cell.WarmAsync(cell._clients);
        return cell;
    }

    public async Task<CellOutcome> RunAsync()
    {
        using var over = new CancellationTokenSource();
        var publishing = _server.PublishAsync(_plan.Every, over.Token);
        await Task.WhenAll(_clients!.ConnectAsync(), _frozen?.ConnectAsync() ?? Task.CompletedTask);
        var rest = Task.Delay(_network.Length);
        await _disturbance.RunAsync(_proxy, _server, _frozen);
        await await Task.WhenAny(rest, publishing); // what publishing throws is not waited for
        await over.CancelAsync();
        await publishing;

        var heard = await CaughtUpAsync();
        return new CellOutcome(_network, _peer, PeerJudge.Judge(heard.Clients, _server.Last, _server.Ended), _proxy.Counts.Breaking + _disturbance.Done) { Thrown = heard.Thrown };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var clients in new[] { _frozen, _clients }.OfType<PeerClients>())
        {
            await clients.DisposeAsync();
        }

        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>What programs compile when they are first used is not to be measured: somebody hears a few messages, and leaves.</summary>
    private async Task WarmAsync(PeerClients clients)
    {
        using var over = new CancellationTokenSource();
        var publishing = _server.PublishAsync(_plan.Every, over.Token);
        await Eventually.HoldsAsync(async () => await clients.WarmAsync() > 10, $"a first client of {_peer.Name} hears something");
        await over.CancelAsync();
        await publishing;
        await clients.CoolAsync();
        await Task.Delay(500); // a poller that just vanished would be waited for
    }

    /// <summary>Until every client that heard anything has the last message, or has had its time.</summary>
    private async Task<Heard> CaughtUpAsync()
    {
        var start = Environment.TickCount64;
        var heard = await _clients!.HeardAsync();
        while (heard.Clients.Any(client => client.Numbers.Count > 0 && client.Numbers[^1] < _server.Last) && Environment.TickCount64 - start < Patience.TotalMilliseconds)
        {
            await Task.Delay(500);
            heard = await _clients.HeardAsync();
        }

        return heard;
    }
}
