using Bridge.Messaging;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>What a start checks and makes: the tables in this version, and a server that keeps what it accepts.</summary>
internal static class Opening
{
    public static Task PrepareAsync(Database database, PostgresStoreOptions options, CancellationToken cancellationToken) => ExplainedAsync(options.Schema, async () =>
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await CheckDurableAsync(connection, options, cancellationToken).ConfigureAwait(false);
            await (options.Migrate ? MigrateAsync(database, connection, cancellationToken) : CheckVersionAsync(database, connection, cancellationToken)).ConfigureAwait(false);
        }
    });

    /// <summary>Says of the database's faults what to do about them.</summary>
    public static async Task ExplainedAsync(string schema, Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (PostgresException fault)
        {
            throw new PostgresStoreException(
                $"The store in schema '{schema}' cannot be opened: {fault.MessageText} ({fault.SqlState}). Look at the database's name and the rights of the role; "
                + $"{nameof(PostgresStore)}.{nameof(PostgresStore.GrantScript)} has what it needs.",
                fault);
        }
        catch (BridgeException fault)
        {
            throw new PostgresStoreException($"The store in schema '{schema}' cannot be opened: {fault.InnerException?.Message ?? fault.Message}", fault);
        }
        catch (Exception fault) when (Faults.IsAway(fault))
        {
            throw new PostgresStoreException($"The database cannot be reached: {fault.Message} Look at host, port and whether the server runs.", fault);
        }
    }

    /// <summary>What is less than the promise "accepted means on disk" needs, or null.</summary>
    public static string? Weakness(string synchronousCommit, string fsync, string fullPageWrites) =>
        synchronousCommit == "off" ? "synchronous_commit is off: what was accepted last is lost when the server crashes"
        : fsync == "off" ? "fsync is off: what was accepted is lost when the machine crashes"
        : fullPageWrites == "off" ? "full_page_writes is off: a crash of the machine may tear pages"
        : null;

    private static async Task CheckDurableAsync(NpgsqlConnection connection, PostgresStoreOptions options, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes')", connection);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            await row.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!options.AcceptLosingAcceptedMessages && Weakness(row.GetString(0), row.GetString(1), row.GetString(2)) is { } weakness)
            {
                throw new PostgresStoreException(
                    $"The store would not be durable: {weakness}. Set it to on for the server, the database or the role, or set "
                    + $"{nameof(PostgresStoreOptions.AcceptLosingAcceptedMessages)} = true if accepted messages may be lost.");
            }
        }
    }

    private static async Task MigrateAsync(Database database, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // Nodes start together: one makes the tables, the others find them made.
            await RunAsync(connection, $"SELECT pg_advisory_xact_lock({Locks.Migration(database.Schema)})", cancellationToken).ConfigureAwait(false);
            if (await VersionAsync(database, connection, cancellationToken).ConfigureAwait(false) is { } version)
            {
                Demand(version, database.Schema);
            }
            else
            {
                if (!await ExistsAsync(connection, database.Schema, cancellationToken).ConfigureAwait(false))
                {
                    await RunAsync(connection, $"CREATE SCHEMA \"{database.Schema}\"", cancellationToken).ConfigureAwait(false); // asked first: the right to create one is not needed for one that is there
                }

                await RunAsync(connection, Schema.TablesIn(database.Schema), cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task CheckVersionAsync(Database database, NpgsqlConnection connection, CancellationToken cancellationToken) =>
        Demand(
            await VersionAsync(database, connection, cancellationToken).ConfigureAwait(false) ?? throw new PostgresStoreException(
                $"Schema '{database.Schema}' holds no store, and {nameof(PostgresStoreOptions.Migrate)} is false. As the owner run {nameof(PostgresStore)}.{nameof(PostgresStore.SchemaScript)}"
                + $"(\"{database.Schema}\") and {nameof(PostgresStore.GrantScript)}, or start one node with {nameof(PostgresStoreOptions.Migrate)} = true."),
            database.Schema);

    private static void Demand(int version, string schema)
    {
        if (version != Schema.Version)
        {
            throw new PostgresStoreException($"The store in schema '{schema}' has version {version}; this version of Bridge uses version {Schema.Version}.");
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = schema } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task<int?> VersionAsync(Database database, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = $"\"{database.Schema}\".store" } } };
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!)
        {
            return null;
        }

        using var version = database.Command(connection, "SELECT version FROM bridge.store");
        return (int?)await version.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
