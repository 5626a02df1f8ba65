using Bridge.Messaging;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Knows the epoch, and notices when the data stand in another place than the marker says: a backup was restored, or another server took over. Then one node begins a new
/// epoch, and all follow.</summary>
internal sealed class EpochKeeper(Database database, IRandomSource random) : IDisposable
{
    // Outside the data: the cluster's id, its timeline (another one after a recovery or a promotion), the database and a table in it.
    private const string MarkerSql =
        """
        SELECT pg_is_in_recovery(), CASE WHEN pg_is_in_recovery() THEN '' ELSE concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
          substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()), s.tableoid) END, s.marker, s.epoch, s.reason
        FROM bridge.store s
        """;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private StoreLife _life;

    private sealed record Standing(bool IsStandby, string Actual, string Marker, string Epoch, string Reason);

    /// <summary>Called when an epoch begins while the node runs, with the reason.</summary>
    public Action<Epoch, string>? Changed { get; set; }

    public Epoch Epoch { get; private set; }

    /// <summary>Why this start began a new epoch; null when the old one goes on, or when there was none before.</summary>
    public string? NewEpochBecause { get; private set; }

    /// <summary>Whether the answer comes from the database that the epoch was checked in.</summary>
    public bool Trusts(StoreLife life)
    {
        lock (_gate)
        {
            return life == _life;
        }
    }

    /// <summary>Looks at the marker; begins a new epoch if it is another database's.</summary>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var (life, epoch, because) = await database.AskAsync(connection => CheckAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
            Adopt(life, epoch, because);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Begins a new epoch because somebody says so.</summary>
    public async ValueTask BeginAsync(string reason, CancellationToken cancellationToken)
    {
        await database.ChangeAsync(
            async connection =>
            {
                using var command = database.Command(
                    connection, "UPDATE bridge.store SET epoch = $1, reason = $2, since = now()",
                    new NpgsqlParameter<string> { TypedValue = new Epoch(random.NextUInt64()).ToString() }, new NpgsqlParameter<string> { TypedValue = reason });
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        await CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _gate.Dispose();

    private void Adopt(StoreLife life, Epoch epoch, string? because)
    {
        bool changed;
        lock (_gate)
        {
            changed = _life != default && epoch != Epoch;
            NewEpochBecause = _life == default ? because : NewEpochBecause;
            Epoch = epoch;
            _life = life;
        }

        if (changed)
        {
            Changed?.Invoke(epoch, because ?? "another node, or an operator, began it");
        }
    }

    private async ValueTask<(StoreLife Life, Epoch Epoch, string? Because)> CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var standing = await LookAsync(connection, MarkerSql, cancellationToken).ConfigureAwait(false);
        string? because = null;
        if (standing.IsStandby)
        {
            throw new BridgeException(Refusal.StoreUnavailable, "The server is a standby.");
        }

        if (standing.Marker != standing.Actual)
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                standing = await LookAsync(connection, MarkerSql + " FOR UPDATE OF s", cancellationToken).ConfigureAwait(false); // another node may have been faster
                if (standing.Marker != standing.Actual)
                {
                    because = standing.Marker.Length == 0 ? null : Difference(standing.Marker, standing.Actual);
                    using var command = database.Command(
                        connection, "UPDATE bridge.store SET epoch = $1, marker = $2, reason = $3, since = now()",
                        new NpgsqlParameter<string> { TypedValue = new Epoch(random.NextUInt64()).ToString() }, new NpgsqlParameter<string> { TypedValue = standing.Actual },
                        new NpgsqlParameter<string> { TypedValue = because ?? "" });
                    await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        using var question = database.Command(connection, $"SELECT {StoreLife.Columns} FROM bridge.store s");
        var row = await question.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            await row.ReadAsync(cancellationToken).ConfigureAwait(false);
            var life = StoreLife.Read(row);
            return Epoch.TryParse(life.Epoch, out var epoch) ? (life, epoch, because) : throw new InvalidDataException($"'{life.Epoch}' in {database.Schema}.store is no epoch.");
        }
    }

    private async ValueTask<Standing> LookAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = database.Command(connection, sql);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            return await row.ReadAsync(cancellationToken).ConfigureAwait(false)
                ? new Standing(row.GetBoolean(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4))
                : throw new InvalidDataException($"{database.Schema}.store is empty: what stands in the schema is no store of ours, or was damaged.");
        }
    }

    private static string Difference(string marker, string actual)
    {
        string[] parts = ["it stands in another cluster", "the server's timeline is another one: a backup was recovered, or a standby took over", "it stands in another database", "a dump was restored"];
        var (before, now) = (marker.Split('/'), actual.Split('/'));
        for (var i = 0; i < parts.Length && before.Length == parts.Length; i++)
        {
            if (before[i] != now[i])
            {
                return parts[i];
            }
        }

        return "its marker cannot be read";
    }
}
