using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace Bridge.DrainBench;

/// <summary>Sessions on sockets and on parked polls, all in one channel in which nothing happens.</summary>
internal sealed class Crowd : IDisposable
{
    private const int AtOnce = 50;

    private static readonly string Open = """{"type":"open","subscribe":[{"channel":"quiet"}]}""";

    private readonly Uri _server;
    private readonly HttpClient _http;
    private readonly List<ClientWebSocket> _sockets = [];
    private readonly List<Task<string>> _polls = [];

    public Crowd(Uri server)
    {
        _server = server;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = server, Timeout = TimeSpan.FromMinutes(5) };
        _http.DefaultRequestHeaders.Add("Bridge-Protocol", "bridge.v1");
    }

    /// <summary>Connections that ended without a word.</summary>
    public int Untold { get; private set; }

    public async Task ConnectAsync(int sockets, int polls)
    {
        foreach (var some in Enumerable.Range(0, sockets).Chunk(AtOnce))
        {
            _sockets.AddRange(await Task.WhenAll(some.Select(_ => ConnectAsync())));
        }

        foreach (var some in Enumerable.Range(0, polls).Chunk(AtOnce))
        {
            var tokens = await Task.WhenAll(some.Select(async _ =>
            {
                var opened = await PostAsync($"[{Open}]", null);
                return opened.Split("\"token\":\"")[1].Split('"')[0];
            }));
            _polls.AddRange(tokens.Select(token => PostAsync("""[{"type":"poll"}]""", token)));
        }

        await Task.Delay(1_000); // the last polls are on their way
    }

    /// <summary>When the server stops calling itself ready.</summary>
    public async Task<TimeSpan> UntilNotReadyAsync(Stopwatch clock)
    {
        while (true)
        {
            try
            {
                using var ready = await _http.GetAsync(new Uri("/bridge/ready", UriKind.Relative));
                if ((int)ready.StatusCode == 503)
                {
                    return clock.Elapsed;
                }
            }
            catch (HttpRequestException)
            {
                return clock.Elapsed;
            }
        }
    }

    /// <summary>When each was told, as rows of the table.</summary>
    public async Task<IReadOnlyList<string>> UntilAllAreToldAsync(Stopwatch clock)
    {
        var sockets = Task.WhenAll(_sockets.Select(socket => SeeAsync(CloseOfAsync(socket), clock)));
        var polls = Task.WhenAll(_polls.Select(poll => SeeAsync(poll, clock)));
        return [Row("socket told", await sockets), Row("poll answered", await polls)];
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _http.Dispose();
    }

    private static string Row(string what, (string Word, double Milliseconds)[] seen)
    {
        var sorted = seen.Select(one => one.Milliseconds).Order().ToArray();
        var words = string.Join(", ", seen.GroupBy(one => one.Word).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} {group.Key}"));
        return string.Create(CultureInfo.InvariantCulture, $"| {what} | {sorted[0]:N0} | {sorted[sorted.Length / 2]:N0} | {sorted[^1]:N0} | {words} |");
    }

    private async Task<(string Word, double Milliseconds)> SeeAsync(Task<string> end, Stopwatch clock)
    {
        try
        {
            return (await end, clock.Elapsed.TotalMilliseconds);
        }
        catch (Exception fault) when (fault is WebSocketException or HttpRequestException or IOException)
        {
            Untold++;
            return ("without a word", clock.Elapsed.TotalMilliseconds);
        }
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("bridge.v1");
        await socket.ConnectAsync(new Uri($"ws://{_server.Authority}/bridge/ws"), CancellationToken.None);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Open), WebSocketMessageType.Text, true, CancellationToken.None);
        await socket.ReceiveAsync(new byte[4 << 10].AsMemory(), CancellationToken.None);
        return socket;
    }

    private static async Task<string> CloseOfAsync(ClientWebSocket socket)
    {
        var buffer = new byte[1 << 10];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
        {
        }

        var word = $"{(int)socket.CloseStatus!} {socket.CloseStatusDescription}";
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        return word;
    }

    private async Task<string> PostAsync(string body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/bridge/poll") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null)
        {
            request.Headers.Add("Bridge-Session", token);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return token is null ? text : $"{(int)response.StatusCode} {(text.Contains("restarting", StringComparison.Ordinal) ? "restarting" : text.Trim())}";
    }
}
