using Bridge.Messaging;
using Bridge.TestKit;
using Bridge.TestKit.Faults;

namespace Bridge.Campaign.Peers;

/// <summary>Does to one candidate what a network says, at the times that the seed says: the same for every candidate. In the last quarter nothing happens any more.</summary>
internal sealed class Disturbance(Network network, Peer peer, ulong seed)
{
    private readonly SeededRandom _chances = new(seed);
    private readonly SeededRandom _times = new(seed + 1);
    private volatile bool _over;

    /// <summary>How much was done, beside what the proxy counts.</summary>
    public int Done { get; private set; }

    /// <summary>The next connection's plan.</summary>
    public FaultPlan Next() => network.Plan with
    {
        Reset = _chances.OneIn(2),
        OnRequest = line => !_over && peer.IsPoll(line) && _chances.Chance(network.LostPolls) ? ResponseFault.After : ResponseFault.None,
    };

    public async Task RunAsync(FaultProxy proxy, PeerServer server, PeerClients? frozen)
    {
        var (began, quiet) = (DateTime.UtcNow, network.Length * 0.75);
        List<(TimeSpan At, Func<Task> Do)> script =
        [
            .. Spread(network.Cuts, CutAsync), .. Spread(network.Pauses, PauseAsync), .. frozen is null ? [] : Spread(1, FreezeAsync),
        ];
        foreach (var (at, step) in script.Append((quiet, () => Task.CompletedTask)))
        {
            await Task.Delay(TimeSpan.FromTicks(Math.Max(0, (began + at - DateTime.UtcNow).Ticks)));
            await step();
        }

        _over = true;

        Task CutAsync()
        {
            proxy.CutAll();
            return Task.CompletedTask;
        }

        Task FreezeAsync()
        {
            Done++;
            return frozen.FreezeAsync();
        }

        async Task PauseAsync()
        {
            Done++;
            await server.SignalAsync("STOP");
            await Task.Delay(network.Pause);
            await server.SignalAsync("CONT");
        }
    }

    /// <summary>Each somewhere in its own part of the time, so that none comes together with the one before.</summary>
    private IEnumerable<(TimeSpan At, Func<Task> Do)> Spread(int count, Func<Task> step) =>
        Enumerable.Range(0, count).Select(n => (network.Length * (0.15 + 0.6 * (n + 0.8 * _times.NextDouble()) / count), step));
}
