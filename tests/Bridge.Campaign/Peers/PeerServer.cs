using System.Net.Http.Headers;
using System.Text;

namespace Bridge.Campaign.Peers;

/// <summary>A candidate's server, a process of its own, and the one who publishes at it: directly, not through what breaks the clients' connections.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });

    private readonly Started _process;
    private readonly Uri _publish;
    private readonly string _padding;

    private PeerServer(Started process, string publish, int padding)
    {
        (_process, _padding) = (process, new string('x', padding));
        Address = new Uri(process.Ready.Groups[1].Value);
        _publish = new Uri(Address, publish);
    }

    public Uri Address { get; }

    /// <summary>The last number that was published.</summary>
    public int Last { get; private set; }

    /// <summary>When publishing ended, in ms since 1970.</summary>
    public double Ended { get; private set; }

    public static async Task<PeerServer> StartAsync(Peer peer, int padding) => peer.Kind switch
    {
        "bridge" => new(await Started.StartAsync("dotnet", [Started.Built("bench/Bridge.BenchServer", "Bridge.BenchServer.dll"), "--urls", "http://127.0.0.1:0"], "(http://\\S+)"), "bridge/channels/news/messages", padding),
        "signalr" => new(await Started.StartAsync("dotnet", [Started.Built("tests/Bridge.PeerHub", "Bridge.PeerHub.dll"), peer.Server], "^READY (\\S+)$"), "publish", padding),
        _ => new(await Started.StartAsync("node", [Path.Combine(Started.Root, "tests/Bridge.Campaign/Peers/socketio-server.mjs"), peer.Server], "^READY (\\S+)$"), "publish", padding),
    };

    /// <summary>Publishes 1, 2, 3 and so on until it is to stop. The next one waits until the server has answered for the one before: else their order were nobody's fault.</summary>
    public async Task PublishAsync(TimeSpan every, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                using var content = new ByteArrayContent(Encoding.ASCII.GetBytes($$"""{"n":{{Last + 1}},"padding":"{{_padding}}"}""")) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var answer = await Http.PostAsync(_publish, content, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
                Last++;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As wanted.
        }

        Ended = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    }

    public Task SignalAsync(string name) => _process.SignalAsync(name);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
