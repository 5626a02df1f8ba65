using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Looks once a second at the heads of all channels that somebody waits in on this node, in one query: so a lost hint costs at most a second. It notices a new epoch, too.</summary>
internal sealed class HeadWatch(Database database, ChannelCache cache, ChannelReads reads)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const string HeadsSql = $"SELECT {StoreLife.Columns}, c.name, c.head FROM bridge.store s LEFT JOIN bridge.channels c ON c.name = ANY($1) WHERE s.id = 1";

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _now = new(0, 1);
    private PostgresBackplane? _backplane;
    private Task _running = Task.CompletedTask;

    public void Start(PostgresBackplane backplane)
    {
        _backplane = backplane;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Does not wait for the second to pass.</summary>
    public void LookNow()
    {
        try
        {
            _now.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look.
        }
    }

    public async ValueTask StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>Everybody who waits looks for himself: the epoch is another one.</summary>
    public void WakeAll()
    {
        foreach (var channel in cache.Attended)
        {
            _backplane?.Heard(new Signal(channel, default, 0));
        }
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await LookAsync().ConfigureAwait(false);
            }
            catch (Exception)
            {
                // The database is away; a second later it is asked again.
            }

            try
            {
                await _now.WaitAsync(Interval, _stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async ValueTask LookAsync()
    {
        string[] names = [.. cache.Attended.Select(channel => channel.Value)];
        var (life, heads) = await database.AskAsync(connection => HeadsAsync(connection, names), _stop.Token).ConfigureAwait(false);
        var epoch = cache.Epoch;
        if (!await reads.IsInAsync(epoch, life).ConfigureAwait(false))
        {
            return; // who waits has been woken by the change of epoch
        }

        foreach (var (channel, head) in heads)
        {
            if (cache[channel].Told < head)
            {
                _backplane!.Heard(new Signal(channel, default, head));
            }
        }
    }

    private async ValueTask<(StoreLife Life, List<(ChannelName Channel, long Head)> Heads)> HeadsAsync(NpgsqlConnection connection, string[] names)
    {
        var (life, heads) = (default(StoreLife), new List<(ChannelName, long)>());
        using var command = database.Command(connection, HeadsSql, new NpgsqlParameter<string[]> { TypedValue = names });
        var row = await command.ExecuteReaderAsync(_stop.Token).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            while (await row.ReadAsync(_stop.Token).ConfigureAwait(false))
            {
                life = StoreLife.Read(row);
                if (!row.IsDBNull(StoreLife.Count))
                {
                    heads.Add((row.GetString(StoreLife.Count), row.GetInt64(StoreLife.Count + 1)));
                }
            }
        }

        return (life, heads);
    }
}
