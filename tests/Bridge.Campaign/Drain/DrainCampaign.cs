using System.Diagnostics;
using System.Net;
using Bridge.Campaign.Crowds;
using Bridge.TestKit.Hosts;

namespace Bridge.Campaign.Drain;

/// <summary>Two servers on one PostgreSQL; a crowd on the first, which is told to end. All of them go on at the second.</summary>
internal sealed class DrainCampaign(DrainPlan plan, BenchProcess first, BenchProcess second) : IDisposable
{
    private const int AtOnce = 50;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly HttpMessageInvoker _way = Ways.From(IPAddress.Loopback);
    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _running = [];

    public static async Task<DrainOutcome> RunAsync(DrainPlan plan, CancellationToken stop)
    {
        await using var database = await PostgresServer.StartAsync(syncs: true);
        var store = $"postgres:{database.ConnectionString}";
        await using var first = await BenchProcess.StartAsync(stop, "--store", store);
        await using var second = await BenchProcess.StartAsync(stop, "--store", store);
        using var campaign = new DrainCampaign(plan, first, second);
        return await campaign.RunAsync(stop);
    }

    public void Dispose()
    {
        _over.Cancel();
        _way.Dispose();
        _over.Dispose();
    }

    private async Task<DrainOutcome> RunAsync(CancellationToken stop)
    {
        string[] channels = [.. Enumerable.Range(0, plan.Channels).Select(n => $"news{n}")];
        string ChannelOf(int n) => channels[n % channels.Length];
        Uri[] nodes = [first.Address, second.Address];
        Listener[] crowd =
        [
            .. Enumerable.Range(0, plan.Sockets).Select(n => new SocketListener(nodes, ChannelOf(n), _way, _clock)),
            .. Enumerable.Range(0, plan.Polls).Select(n => new PollListener(nodes, ChannelOf(n), _way, _clock)),
        ];
        Listener[] others =
        [
            .. Enumerable.Range(0, plan.Others / 2).Select(n => new SocketListener([second.Address], ChannelOf(n), _way, _clock)),
            .. Enumerable.Range(0, plan.Others / 2).Select(n => new PollListener([second.Address], ChannelOf(n), _way, _clock)),
        ];
        Listener[] all = [.. crowd, .. others];
        foreach (var some in all.Chunk(AtOnce))
        {
            _running.AddRange(some.Select(listener => listener.RunAsync(_over.Token)));
            await Task.WhenAll(some.Select(listener => listener.Open)).WaitAsync(stop);
        }

        using var beat = new Beat(second.Address, channels, plan.Every, _clock);
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var publishing = beat.RunAsync(quiet.Token);
        await HoldsAsync(() => all.All(listener => listener.Numbers.Last > 0), "everybody has heard something", publishing, stop);

        var load = Machine.Load;
        var signal = _clock.Elapsed;
        var unready = UnreadyAsync(stop);
        var exit = await first.EndAsync(stop);
        var gone = _clock.Elapsed - signal;
        await HoldsAsync(() => crowd.All(listener => listener.Endings.Count > 0 && listener.BackAt is not null), "everybody is at the other node", publishing, stop);
        var back = crowd.Max(listener => listener.BackAt!.Value) - signal;
        var turn = beat.Accepted + 2 * channels.Length;
        await HoldsAsync(() => beat.Accepted >= turn, "more is published", publishing, stop);
        await quiet.CancelAsync();
        await publishing;
        await Task.WhenAny(Eventually.HoldsAsync(() => all.All(listener => listener.Numbers.Last >= beat.LastOf(listener.Channel)), "everybody has everything"));
        var outcome = new DrainOutcome(plan, [.. all.SelectMany(listener => DrainOutcome.FaultsOf(listener, first.Address, signal, beat.LastOf(listener.Channel)))])
        {
            Load = load,
            Unready = await unready - signal,
            Told = crowd.Max(listener => listener.Endings[0].At) - signal,
            Gone = gone,
            ExitCode = exit,
            Back = back,
            Published = beat.Accepted,
            Handled = all.Sum(listener => listener.Numbers.Handled),
            Slowest = crowd.Max(listener => listener.Numbers.Slowest),
            SlowestOfOthers = others.Max(listener => listener.Numbers.Slowest),
        };
        await _over.CancelAsync();
        await Task.WhenAll(_running);
        return outcome;
    }

    /// <summary>When a balancer that asks all the time hears that the node goes.</summary>
    private async Task<TimeSpan> UnreadyAsync(CancellationToken stop)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(first.Address, "/bridge/ready"));
            try
            {
                using var ready = await _way.SendAsync(request, stop);
                if (ready.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    return _clock.Elapsed;
                }
            }
            catch (HttpRequestException)
            {
                return _clock.Elapsed;
            }
        }
    }

    /// <summary>Waits until it holds; fails at once when publishing does.</summary>
    private static async Task HoldsAsync(Func<bool> holds, string what, Task publishing, CancellationToken stop)
    {
        var holding = Eventually.HoldsAsync(holds, what).WaitAsync(stop);
        await await Task.WhenAny(holding, publishing);
        await holding;
    }
}
