using System.Net.Http.Json;
using Bridge.TestKit.Hosts;

namespace Bridge.Campaign.Cluster;

/// <summary>Clients by the real shim, all in one process of Node: each judges what it hears.</summary>
internal sealed class ShimClients : IAsyncDisposable
{
    private readonly Started _node;
    private readonly HttpClient _http;

    private ShimClients(Started node)
    {
        _node = node;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(node.Ready.Groups[1].Value) };
    }

    public static async Task<ShimClients> StartAsync(Uri bridge, IEnumerable<string> channels, int count, TimeSpan switchEvery) => new(await Started.StartAsync(
        "node",
        ["--experimental-websocket", Path.Combine(Started.Root, "tests/Bridge.Campaign/Cluster/clients.mjs"), bridge.ToString(), string.Join(',', channels), $"{count}", $"{switchEvery.TotalMilliseconds}"],
        "^READY (\\S+)$"));

    /// <summary>How they stand.</summary>
    public async Task<ClientsState> LookAsync() => (await _http.GetFromJsonAsync<ClientsState>("/state"))!;

    /// <summary>From now on they wait for something that was published later.</summary>
    public Task MarkAsync() => _http.GetStringAsync("/mark");

    /// <summary>Waits until each has heard something that was published after the mark; how long each took, the fastest first.</summary>
    public async Task<IReadOnlyList<TimeSpan>> BackAsync()
    {
        var found = await _http.GetFromJsonAsync<ClientsBack>("/back");
        await Eventually.HoldsAsync(async () => (found = await _http.GetFromJsonAsync<ClientsBack>("/back"))!.Waiting == 0, "every client hears something new");
        return [.. found!.Times.Order().Select(time => TimeSpan.FromMilliseconds(time))];
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _node.DisposeAsync();
    }
}
