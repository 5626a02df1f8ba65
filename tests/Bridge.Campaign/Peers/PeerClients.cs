using System.Net.Http.Json;

namespace Bridge.Campaign.Peers;

/// <summary>Clients of one candidate by its own library, all in one process of Node.</summary>
internal sealed class PeerClients : IAsyncDisposable
{
    private readonly Started _node;
    private readonly HttpClient _http;

    private PeerClients(Started node)
    {
        _node = node;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(node.Ready.Groups[1].Value) };
    }

    /// <param name="peer">Whose.</param>
    /// <param name="server">Where they connect.</param>
    /// <param name="direct">The same without faults.</param>
    /// <param name="count">How many.</param>
    public static async Task<PeerClients> StartAsync(Peer peer, Uri server, Uri direct, int count) => new(await Started.StartAsync(
        "node",
        ["--experimental-websocket", "--no-warnings", Path.Combine(Started.Root, "tests/Bridge.Campaign/Peers/clients.mjs"), peer.Kind, peer.Mode, $"{server}", $"{direct}", $"{count}", $"{peer.Drop}"],
        "^READY (\\S+)$"));

    /// <summary>One more listens without faults, until it is told to leave; how much it has heard.</summary>
    public Task<int> WarmAsync() => _http.GetFromJsonAsync<int>("/warm");

    /// <summary>It leaves in order.</summary>
    public Task CoolAsync() => _http.GetStringAsync("/cool");

    /// <summary>They begin to connect, one shortly after the other.</summary>
    public Task ConnectAsync() => _http.GetStringAsync("/start");

    public async Task<Heard> HeardAsync() => (await _http.GetFromJsonAsync<Heard>("/heard"))!;

    /// <summary>They stand still, their connections open.</summary>
    public Task FreezeAsync() => _node.SignalAsync("STOP");

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _node.DisposeAsync();
    }
}
