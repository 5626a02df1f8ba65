using System.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Tells other nodes: at most one notification in 5 ms, on a connection of its own, after the commit. NOTIFY takes a lock of the whole database at its commit: inside of appends it would make
/// them queue.</summary>
internal sealed class HintSender(Database database, string node)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(250);
    private const int MostWaiting = 10_000;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private Dictionary<(ChannelName, SessionId), Signal> _waiting = [];
    private Task _running = Task.CompletedTask;
    private bool _isRunning;
    private NpgsqlConnection? _connection;

    public void Send(Signal signal)
    {
        lock (_gate)
        {
            if (_stop.IsCancellationRequested || _waiting.Count >= MostWaiting)
            {
                return; // the database is away for long: heads are looked at again when it is back, leases at the next visit
            }

            _waiting[(signal.Channel, signal.Session)] = signal; // the later one says more
            if (!_isRunning)
            {
                _isRunning = true;
                _running = Task.Run(RunAsync);
            }
        }
    }

    /// <summary>The other nodes look at all that they wait for.</summary>
    public void SendEverything() => Send(default);

    public async ValueTask StopAsync()
    {
        Task running;
        lock (_gate)
        {
            _stop.Cancel();
            running = _running;
        }

        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DropAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } signals)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                await NotifyAsync(signals.Values).ConfigureAwait(false);
                var rest = Pause - Stopwatch.GetElapsedTime(began);
                if (rest > TimeSpan.Zero)
                {
                    await Task.Delay(rest, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            catch (Exception)
            {
                await DropAsync().ConfigureAwait(false);
                Again(signals);
                await Task.Delay(BackOff, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Dictionary<(ChannelName, SessionId), Signal> Take()
    {
        lock (_gate)
        {
            var signals = _stop.IsCancellationRequested ? [] : _waiting;
            _waiting = [];
            _isRunning = signals.Count > 0;
            return signals;
        }
    }

    private void Again(Dictionary<(ChannelName, SessionId), Signal> signals)
    {
        lock (_gate)
        {
            foreach (var (key, signal) in signals)
            {
                _waiting.TryAdd(key, signal);
            }
        }
    }

    private async ValueTask NotifyAsync(IReadOnlyCollection<Signal> signals)
    {
        _connection ??= await database.OpenApartAsync(_stop.Token).ConfigureAwait(false);
        foreach (var text in HintText.Write(node, signals))
        {
            using var command = database.Command(
                _connection, "SELECT FROM pg_notify($1, $2)", new NpgsqlParameter<string> { TypedValue = database.Schema }, new NpgsqlParameter<string> { TypedValue = text });
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask DropAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
