using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Hears the other nodes on a connection of its own. A connection that breaks is made again; what was said meanwhile is made good by looking at everything.</summary>
internal sealed class HintListener(Database database, string node, PostgresBackplane backplane, HeadWatch watch)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    /// <summary>Starts; done when it hears.</summary>
    public Task StartAsync()
    {
        _running = Task.Run(RunAsync);
        return _listening.Task;
    }

    public async ValueTask StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => pause = FirstPause).ConfigureAwait(false);
            }
            catch (Exception)
            {
                await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task ListenAsync(Action heard)
    {
        var connection = await database.OpenApartAsync(_stop.Token).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += (_, notification) => OnNotification(notification.Payload);
            using (var listen = database.Command(connection, $"LISTEN \"{database.Schema}\""))
            {
                await listen.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
            }

            heard();
            _listening.TrySetResult();
            watch.LookNow(); // what was said before anybody heard
            while (true)
            {
                if (!await connection.WaitAsync(Silence, _stop.Token).ConfigureAwait(false))
                {
                    using var alive = database.Command(connection, "SELECT 1"); // a connection cut in the middle says nothing by itself
                    await alive.ExecuteNonQueryAsync(_stop.Token).ConfigureAwait(false);
                }
            }
        }
    }

    private void OnNotification(string text)
    {
        var signals = new List<Signal>();
        if (HintText.Read(text, node, signals))
        {
            watch.LookNow();
        }

        signals.ForEach(backplane.Heard);
    }
}
