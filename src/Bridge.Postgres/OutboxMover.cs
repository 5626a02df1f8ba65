using System.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Moves what transactions of the application have published into the log: deleted here and appended there in one transaction, so exactly once. One node does, as long as its connection
/// lives; the lock dies with it, and another one goes on.</summary>
internal sealed class OutboxMover(
    Database database, AppendTransaction transaction, Action<IReadOnlyCollection<ChannelDraft>> committed, IBackplane backplane, TimeProvider time, TimeSpan interval, ILogger logger)
{
    private const int Slice = 500;
    private static readonly TimeSpan Others = TimeSpan.FromSeconds(1); // how soon another node takes over
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly long Expecting = Stopwatch.Frequency * 2; // how long after a row was written its commit is looked for often

    private const string NextSql =
        "SELECT id, channel, kind, audience, key, payload FROM bridge.outbox WHERE NOT channel = ANY($2) ORDER BY id LIMIT $1";

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _now = new(0, 1);
    private long _expectedUntil;
    private Task _running = Task.CompletedTask;

    private sealed record Row(long Id, AppendJob Job);

    /// <summary>Called when the rows are appended and deleted, and nothing is committed: where tests kill.</summary>
    internal Action? Moving { get; set; }

    /// <summary>Whether this node moves.</summary>
    public bool IsMoving { get; private set; }

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>A row was written that will be committed soon.</summary>
    public void Expect()
    {
        Volatile.Write(ref _expectedUntil, Stopwatch.GetTimestamp() + Expecting);
        if (_now.CurrentCount == 0)
        {
            try
            {
                _now.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another one was as quick.
            }
        }
    }

    public async ValueTask StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await MoveWhileMineAsync().ConfigureAwait(false);
            }
            catch (Exception fault) when (!_stop.IsCancellationRequested)
            {
                if (!Faults.IsAway(fault) && fault is not UncertainException and not BridgeException)
                {
                    logger.OutboxFailed(fault);
                }
            }
            catch (Exception)
            {
                return;
            }

            IsMoving = false;
            await Task.Delay(Others, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask MoveWhileMineAsync()
    {
        var connection = await database.OpenAsync(_stop.Token).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            using (var mine = database.Command(connection, "SELECT pg_try_advisory_lock($1)", new NpgsqlParameter<long> { TypedValue = Locks.Outbox(database.Schema) }))
            {
                IsMoving = (bool)(await mine.ExecuteScalarAsync(_stop.Token).ConfigureAwait(false))!;
            }

            try
            {
                while (IsMoving && !_stop.IsCancellationRequested)
                {
                    await MoveAllAsync(connection).ConfigureAwait(false);
                }
            }
            finally
            {
                await LetGoAsync(connection).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The lock must not stay with a connection that lies idle in a pool.</summary>
    private async ValueTask LetGoAsync(NpgsqlConnection connection)
    {
        try
        {
            using var unlock = database.Command(connection, "ROLLBACK; SELECT pg_advisory_unlock_all()");
            await unlock.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection is gone, and the lock with it.
        }
    }

    private async ValueTask MoveAllAsync(NpgsqlConnection connection)
    {
        var full = new HashSet<ChannelName>();
        while (await MoveAsync(connection, full).ConfigureAwait(false))
        {
        }

        var pause = Stopwatch.GetTimestamp() < Volatile.Read(ref _expectedUntil) && interval > Soon ? Soon : interval;
        await _now.WaitAsync(pause, _stop.Token).ConfigureAwait(false);
        if (pause == Soon)
        {
            await Task.Delay(Soon, _stop.Token).ConfigureAwait(false);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async ValueTask<bool> MoveAsync(NpgsqlConnection connection, HashSet<ChannelName> full)
    {
        var rows = await NextAsync(connection, full).ConfigureAwait(false);
        if (rows.Count == 0)
        {
            return false;
        }

        var jobs = rows.ConvertAll(row => row.Job);
        if (await transaction.RunAsync(connection, jobs, () => Gone(rows)).ConfigureAwait(false) is { } drafts)
        {
            committed(drafts);
            foreach (var draft in drafts.Where(draft => draft.Added.Count > 0))
            {
                backplane.Send(Signal.News(draft.Name, draft.Added[^1].Position));
            }

            // A channel without room keeps its rows, in their order, and does not hold up the others.
            full.UnionWith(jobs.Where(job => job.Result.Status == AppendStatus.Full).Select(job => job.Channel));
            foreach (var row in rows.Where(row => row.Job.Result.Status == AppendStatus.KeyConflict))
            {
                logger.OutboxConflict(row.Id, row.Job.Channel.Value);
            }
        }

        return true;
    }

    private NpgsqlBatchCommand Gone(List<Row> rows)
    {
        Moving?.Invoke();
        long[] ids = [.. rows.Where(row => row.Job.Result.Status != AppendStatus.Full).Select(row => row.Id)];
        return database.Part("DELETE FROM bridge.outbox WHERE id = ANY($1)", new NpgsqlParameter<long[]> { TypedValue = ids });
    }

    private async ValueTask<List<Row>> NextAsync(NpgsqlConnection connection, HashSet<ChannelName> full)
    {
        var rows = new List<Row>();
        string[] without = [.. full.Select(channel => channel.Value)];
        using var command = database.Command(connection, NextSql, new NpgsqlParameter<int> { TypedValue = Slice }, new NpgsqlParameter<string[]> { TypedValue = without });
        var row = await command.ExecuteReaderAsync(_stop.Token).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            while (await row.ReadAsync(_stop.Token).ConfigureAwait(false))
            {
                var entry = new Entry(
                    new Payload(row.GetFieldValue<byte[]>(5), (PayloadKind)row.GetInt16(2)), AudienceText.Read(row.IsDBNull(3) ? null : row.GetString(3)), row.IsDBNull(4) ? null : row.GetString(4));
                rows.Add(new Row(row.GetInt64(0), new AppendJob(row.GetString(1), new[] { entry }, null, time.GetUtcNow())));
            }
        }

        return rows;
    }
}
