using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Bridge.TestKit;

namespace Bridge.Campaign.Cluster;

/// <summary>Publishes to one channel, at one node; what isn't answered again under the same key, there or at any other, until it is accepted.</summary>
internal sealed class NodePublisher(IReadOnlyList<GatewayNode> nodes, int home, string channel, string key, SeededRandom random)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(10) };

    private readonly List<(string Epoch, long Offset)> _positions = [];

    /// <summary>Its name.</summary>
    public string Name { get; } = $"p{home}.{channel}";

    /// <summary>How many were accepted.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>How often one was sent once more.</summary>
    public int Retries { get; private set; }

    /// <summary>How often a node said that it had been accepted already.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Where the messages are, in the order in which they were published.</summary>
    public IReadOnlyList<(string Epoch, long Offset)> Positions => _positions;

    private long _accepted;

    public async Task RunAsync(TimeSpan every, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every);
        while (!stop.IsCancellationRequested)
        {
            await PublishAsync(_accepted + 1);
            Interlocked.Increment(ref _accepted);
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return; // what was begun is accepted
            }
        }
    }

    private async Task PublishAsync(long number)
    {
        var body = Encoding.ASCII.GetBytes($$"""{"s":"{{Name}}","n":{{number}},"t":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}}}""");
        var node = nodes[home];
        for (var tries = 0; !await TryAsync(node, number, body); tries++)
        {
            Retries++;
            await Task.Delay(random.Below(100) + 20);
            node = random.Pick(nodes);
        }
    }

    private async Task<bool> TryAsync(GatewayNode node, long number, byte[] body)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node.Address, $"bridge/channels/{channel}/messages"))
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            };
            request.Headers.Add("Idempotency-Key", $"{Name}-{number}");
            request.Headers.Add("Bridge-Key", key);
            using var response = await Http.SendAsync(request);
            var answer = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return false;
            }

            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"{Name} {number} was refused: {(int)response.StatusCode} {answer}");
            }

            Duplicates += answer.Contains("\"duplicate\":true", StringComparison.Ordinal) ? 1 : 0;
            Keep(answer);
            return true;
        }
        catch (Exception cut) when (cut is HttpRequestException or TaskCanceledException or IOException)
        {
            return false; // killed, stopped, or ending
        }
    }

    private void Keep(string answer)
    {
        using var document = System.Text.Json.JsonDocument.Parse(answer);
        var position = document.RootElement.GetProperty("position").GetString()!.Split('-');
        _positions.Add((position[0], long.Parse(position[1], System.Globalization.CultureInfo.InvariantCulture)));
    }
}
