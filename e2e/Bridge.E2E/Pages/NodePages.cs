using System.Net.Http.Json;

namespace Bridge.E2E.Pages;

/// <summary>Old pages without a browser: the gateway's script and the page's own code, many of them in one process of Node.</summary>
internal sealed class NodePages : IAsyncDisposable
{
    private readonly Started _node;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private NodePages(Started node) => _node = node;

    public static async Task<NodePages> StartAsync(Uri board, int count) =>
        new(await Started.StartAsync("node", ["--experimental-websocket", Path.Combine(Started.Root, "e2e/Bridge.E2E/Pages/pages.mjs"), board.ToString(), $"{count}"], "^READY (\\S+)$"));

    /// <summary>How far each is.</summary>
    public async Task<IReadOnlyList<NodePage>> LookAsync() => (await _http.GetFromJsonAsync<NodePage[]>(_node.Ready.Groups[1].Value, TestContext.Current.CancellationToken))!;

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _node.DisposeAsync();
    }
}
