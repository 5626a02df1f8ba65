using Bridge.TestKit.Hosts;

namespace Bridge.Campaign;

/// <summary>The processes that serve, each killed and started again, and the store that they share.</summary>
internal sealed class Servers(Plan plan, string folder) : IAsyncDisposable
{
    private readonly BenchProcess?[] _nodes = new BenchProcess?[plan.Nodes];
    private PostgresServer? _database;
    private bool _isDatabaseDown;
    private int _kills;
    private volatile bool _left;

    /// <summary>Where the handlers of each wrote down their runs.</summary>
    public IEnumerable<string> Tallies => Enumerable.Range(0, plan.Nodes).Select(Tally).Where(File.Exists);

    /// <summary>The ports of those that are up.</summary>
    public IReadOnlyList<int> Ports => [.. _nodes.OfType<BenchProcess>().Select(node => node.Address.Port)];

    /// <summary>Starts whatever is down.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (plan.Store == "postgres" && _database is null)
        {
            _database = await PostgresServer.StartAsync(syncs: true);
        }

        if (_isDatabaseDown)
        {
            _isDatabaseDown = false;
            await _database!.BeginAsync();
        }

        for (var n = 0; n < _nodes.Length && !_left; n++)
        {
            _nodes[n] ??= await BenchProcess.StartAsync(
                cancellationToken, "--store", Store(), "--hold", "2000", "--ping", "1000", "--silence", "4000", "--handling", "1000", "--tally", Tally(n));
        }

        if (_left)
        {
            await DisposeAsync(); // the campaign failed while one started
        }
    }

    /// <summary>SIGKILL for the next one in turn; every fourth time for the database, where it is a process.</summary>
    public async Task KillAsync()
    {
        var turn = _kills++;
        if (_database is not null && turn % 4 == 3)
        {
            await _database.KillAsync();
            _isDatabaseDown = true;
            return;
        }

        var node = _nodes[turn % _nodes.Length]!;
        _nodes[turn % _nodes.Length] = null;
        await node.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _left = true;
        foreach (var node in _nodes.OfType<BenchProcess>())
        {
            await node.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private string Tally(int node) => Path.Combine(folder, $"tally{node}");

    private string Store() => plan.Store switch
    {
        "postgres" => $"postgres:{_database!.ConnectionString}",
        "sqlite" => $"sqlite:{Path.Combine(folder, "bridge.db")}",
        _ => "memory",
    };
}
