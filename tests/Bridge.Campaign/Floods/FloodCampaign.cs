using System.Diagnostics;
using System.Net;
using Bridge.Campaign.Crowds;
using Bridge.TestKit.Hosts;

namespace Bridge.Campaign.Floods;

/// <summary>A server with the limits that it has by default, healthy clients that listen, and bad ones beside them.</summary>
internal sealed class FloodCampaign(FloodPlan plan, BenchProcess server)
{
    private const string News = "news";
    private const int BulkBytes = 8 << 10;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public static async Task<FloodOutcome> RunAsync(FloodPlan plan, CancellationToken stop)
    {
        await using var server = await BenchProcess.StartAsync(stop, "--limits", "direct");
        return await new FloodCampaign(plan, server).RunAsync(stop);
    }

    private async Task<FloodOutcome> RunAsync(CancellationToken stop)
    {
        using var way = Ways.From(IPAddress.Loopback);
        Listener[] healthy =
        [
            .. Enumerable.Range(0, plan.Healthy / 2).Select(_ => new SocketListener([server.Address], News, way, _clock)),
            .. Enumerable.Range(0, plan.Healthy / 2).Select(_ => new PollListener([server.Address], News, way, _clock)),
        ];
        using var over = new CancellationTokenSource();
        var listening = Task.WhenAll(healthy.Select(listener => listener.RunAsync(over.Token)));
        await Task.WhenAll(healthy.Select(listener => listener.Open)).WaitAsync(stop);

        using var news = new Beat(server.Address, [News], plan.Every, _clock);
        using var bulk = new Beat(server.Address, [Siege.Bulk], plan.BulkEvery, _clock, BulkBytes);
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var publishing = Task.WhenAll(news.RunAsync(quiet.Token), bulk.RunAsync(quiet.Token));
        await Eventually.HoldsAsync(() => healthy.All(listener => listener.Numbers.Last > 2), "everybody has heard something");

        var (liveBefore, before, load) = (await server.LiveBytesAsync(stop), Machine.ResidentOf(server.Id), Machine.Load);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(plan.Time);
        var siege = new Siege(plan.Attack, plan.Attackers, server.Address);
        var peak = PeakAsync(before, end.Token);
        await await Task.WhenAny(siege.RunAsync(end.Token), publishing);
        await quiet.CancelAsync();
        await publishing;
        await Task.WhenAny(Eventually.HoldsAsync(() => healthy.All(listener => listener.Numbers.Last >= news.LastOf(News)), "everybody has everything"));
        var outcome = new FloodOutcome(plan, siege, [.. healthy.SelectMany(listener => HarmTo(listener, news.LastOf(News)))])
        {
            Handled = healthy.Sum(listener => listener.Numbers.Handled),
            Slowest = healthy.Max(listener => listener.Numbers.Slowest),
            Before = before,
            Peak = await peak,
            LiveBefore = liveBefore,
            LiveAfter = await server.LiveBytesAsync(stop),
            Load = load,
        };
        await over.CancelAsync();
        await listening;
        return outcome;
    }

    private static IEnumerable<string> HarmTo(Listener listener, long last)
    {
        var name = listener.GetType().Name;
        if (!listener.Numbers.IsSound || listener.Numbers.Last != last)
        {
            yield return $"{name}: {listener.Numbers}; {last} were published";
        }

        if (listener.Endings.Count > 0 || listener.Sessions != 1)
        {
            yield return $"{name} was sent away: {string.Join(", ", listener.Endings)}; {listener.Sessions} sessions";
        }
    }

    /// <summary>The most that the process holds, looked at all the time.</summary>
    private async Task<long> PeakAsync(long peak, CancellationToken end)
    {
        using var timer = new PeriodicTimer(Glance);
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                peak = Math.Max(peak, Machine.ResidentOf(server.Id));
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }

        return Math.Max(peak, Machine.ResidentOf(server.Id));
    }
}
