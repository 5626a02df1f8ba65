using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Bridge.Campaign.Crowds;

/// <summary>Publishes numbers, one channel after the other, slowly enough that the servers have their time for other things.</summary>
/// <param name="node">Where.</param>
/// <param name="channels">Where to.</param>
/// <param name="every">How often.</param>
/// <param name="clock">The campaign's.</param>
/// <param name="weight">Bytes that a message has beside its number.</param>
internal sealed class Beat(Uri node, IReadOnlyList<string> channels, TimeSpan every, Stopwatch clock, int weight = 0) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly string _weight = new('x', weight);
    private readonly long[] _accepted = new long[channels.Count];

    /// <summary>Messages accepted, in all channels.</summary>
    public long Accepted => channels.Select((_, n) => Volatile.Read(ref _accepted[n])).Sum();

    /// <summary>The last number accepted in a channel.</summary>
    public long LastOf(string channel) => Volatile.Read(ref _accepted[IndexOf(channel)]);

    /// <summary>Publishes until it is told to stop; what was begun is accepted then.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(every);
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            await PublishAsync(turn % channels.Count);
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private int IndexOf(string channel) => channels.Index().First(pair => pair.Item == channel).Index;

    private async Task PublishAsync(int channel)
    {
        var number = _accepted[channel] + 1;
        var body = Encoding.ASCII.GetBytes($$"""{"n":{{number}},"t":{{clock.Elapsed.Ticks}},"w":"{{_weight}}"}""");
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.PostAsync(new Uri(node, $"/bridge/channels/{channels[channel]}/messages"), content);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"A publish was refused: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }

        Volatile.Write(ref _accepted[channel], number);
    }
}
