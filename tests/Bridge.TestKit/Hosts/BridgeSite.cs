using Bridge.Messaging;
using Bridge.Stores;
using Bridge.Stores.Memory;

namespace Bridge.TestKit.Hosts;

/// <summary>One or more hosts that share one store, each request and connection to the next of them.</summary>
public sealed class BridgeSite : IAsyncDisposable
{
    private readonly RoundRobin _turns;
    private int _publishing;

    private BridgeSite(IReadOnlyList<BridgeHost> hosts, MemoryStore store)
    {
        Hosts = hosts;
        Store = store;
        _turns = new RoundRobin([.. hosts.Select(host => host.Address)]);
    }

    /// <summary>The hosts.</summary>
    public IReadOnlyList<BridgeHost> Hosts { get; }

    /// <summary>Their store.</summary>
    public MemoryStore Store { get; }

    /// <summary>What any of them logged as an error.</summary>
    public IEnumerable<string> Errors => Hosts.SelectMany(host => host.Errors.Lines);

    /// <summary>Starts so many hosts.</summary>
    public static async Task<BridgeSite> StartAsync(int hosts, BridgeHostSetup? setup = null, Retention? retention = null)
    {
        var store = new MemoryStore(retention ?? new Retention(), TimeProvider.System, new SeededRandom((ulong)Random.Shared.NextInt64()));
        setup = (setup ?? new BridgeHostSetup()) with { Store = store };
        var started = new List<BridgeHost>();
        for (var n = 0; n < hosts; n++)
        {
            started.Add(await BridgeHost.StartAsync(setup));
        }

        return new BridgeSite(started, store);
    }

    /// <summary>Where the next request or connection goes.</summary>
    public Uri Next() => _turns.Next();

    /// <summary>Publishes a JSON text, by one host after the other.</summary>
    public Task<Position> PublishAsync(ChannelName channel, string json, Audience? audience = null) =>
        Hosts[(int)((uint)Interlocked.Increment(ref _publishing) % (uint)Hosts.Count)].PublishAsync(channel, json, audience);

    /// <summary>Publishes the numbers from first to last.</summary>
    public async Task<Position> PublishNumbersAsync(ChannelName channel, int first, int last, Audience? audience = null)
    {
        var position = default(Position);
        for (var n = first; n <= last; n++)
        {
            position = await PublishAsync(channel, $"{n}", audience);
        }

        return position;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in Hosts)
        {
            await host.DisposeAsync();
        }
    }
}
