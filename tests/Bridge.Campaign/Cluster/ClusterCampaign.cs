using System.Diagnostics;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;

namespace Bridge.Campaign.Cluster;

/// <summary>Three gateways on one database behind a balancer that knows no stickiness; clients by the shim on both transports, publishers at every node; and somebody who disturbs all of it.</summary>
internal sealed class ClusterCampaign : IAsyncDisposable
{
    private const int Nodes = 3;
    private const string Key = "a key for the campaign's publishers";
    private static readonly string[] Channels = [.. Enumerable.Range(0, 6).Select(n => $"news{n}")];

    private readonly ClusterPlan _plan;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly PostgresServer _database;
    private readonly GatewayNode[] _nodes;
    private readonly List<NodePublisher> _publishers = [];

    private ClusterCampaign(ClusterPlan plan, PostgresServer database)
    {
        (_plan, _database) = (plan, database);
        string[] settings =
        [
            "--store", $"postgres:{database.ConnectionString}", "--set", $"Gateway:Publishers:campaign={Key}", "--set", "Logging:LogLevel:Default=Error",
            .. Channels.SelectMany((channel, n) => (string[])["--set", $"Gateway:Channels:{n}={channel}"]),
        ];
        _nodes = [.. Enumerable.Range(0, Nodes).Select(_ => new GatewayNode(null, null, settings))];
        var random = new SeededRandom(plan.Seed + 1_000);
        for (var home = 0; home < Nodes; home++)
        {
            _publishers.AddRange(Channels.Select(channel => new NodePublisher(_nodes, home, channel, Key, random)));
        }
    }

    /// <summary>Runs a plan to its end and gives what came of it.</summary>
    public static async Task<ClusterOutcome> RunAsync(ClusterPlan plan, Action<string> say)
    {
        await using var database = await PostgresServer.StartAsync(syncs: true);
        await using var campaign = new ClusterCampaign(plan, database);
        return await campaign.RunAsync(say);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private async Task<ClusterOutcome> RunAsync(Action<string> say)
    {
        await Task.WhenAll(_nodes.Select(node => node.StartAsync()));
        await using var balancer = await Balancer.StartAsync(_nodes.Select(node => node.Address));
        await using var clients = await ShimClients.StartAsync(new Uri(balancer.Address, "bridge"), Channels, _plan.Clients, _plan.SwitchEvery);
        using var over = new CancellationTokenSource();
        var publishing = Task.WhenAll(_publishers.Select(publisher => publisher.RunAsync(_plan.Every, over.Token)));
        await clients.MarkAsync();
        await clients.BackAsync();

        var disturber = new Disturber(_plan, _nodes, _database, clients, _watch);
        await await Task.WhenAny(disturber.RunAsync(async text => say($"{_watch.Elapsed:mm\\:ss}  {text}; {Of(await clients.LookAsync())}")), publishing);
        await over.CancelAsync();
        await publishing;
        var isAbreast = true;
        try
        {
            await Eventually.HoldsAsync(async () => (await clients.LookAsync()).Lasts is var lasts && _publishers.All(publisher => lasts.GetValueOrDefault(publisher.Name) >= publisher.Accepted), "every client has everything");
        }
        catch (TimeoutException)
        {
            isAbreast = false;
        }

        var state = await clients.LookAsync();
        return new ClusterOutcome(_plan, state, disturber.Done)
        {
            Accepted = _publishers.Sum(publisher => publisher.Accepted),
            Retries = _publishers.Sum(publisher => publisher.Retries),
            Duplicates = _publishers.Sum(publisher => publisher.Duplicates),
            Missing = isAbreast ? [] : [.. _publishers.Where(publisher => state.Lasts.GetValueOrDefault(publisher.Name) < publisher.Accepted).Select(publisher => $"{publisher.Name}: somebody is at {state.Lasts.GetValueOrDefault(publisher.Name)} of {publisher.Accepted}")],
            Holes = [.. Channels.SelectMany(HolesOf)],
            Duration = _watch.Elapsed,
        };
    }

    private string Of(ClientsState state) =>
        $"{_publishers.Sum(publisher => publisher.Accepted)} accepted, {state.Received} deliveries, {state.Polling} of {state.Open} poll, {state.Switches} switches, {state.Found} findings";

    /// <summary>What all publishers together were told of a channel: each offset once, from 1 on, in one epoch, rising for each of them.</summary>
    private IEnumerable<string> HolesOf(string channel)
    {
        var all = _publishers.Where(publisher => publisher.Name.EndsWith($".{channel}", StringComparison.Ordinal)).ToList();
        var offsets = all.SelectMany(publisher => publisher.Positions).Select(position => position.Offset).Order().ToList();
        if (!offsets.SequenceEqual(Enumerable.Range(1, offsets.Count).Select(n => (long)n)))
        {
            yield return $"{channel}: {offsets.Count} messages at {offsets.Distinct().Count()} offsets up to {offsets.LastOrDefault()}";
        }

        if (all.SelectMany(publisher => publisher.Positions).Select(position => position.Epoch).Distinct().Count() > 1)
        {
            yield return $"{channel}: more than one epoch";
        }

        foreach (var publisher in all.Where(publisher => publisher.Positions.Zip(publisher.Positions.Skip(1)).Any(pair => pair.First.Offset >= pair.Second.Offset)))
        {
            yield return $"{publisher.Name}: its offsets don't rise";
        }
    }
}
