using System.Text;
using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Records in the database: each call is one statement. Versions come from a sequence, so none comes back.</summary>
internal sealed class PostgresRecordStore(Database database, int maxRecords, TimeProvider time) : IRecordStore
{
    private const int MaxKeyLength = 256;
    private const int SweptPerPut = 4; // more than one: the sweep overtakes the growth

    private const string CreateSql =
        """
        INSERT INTO bridge.records (key, value, version, until) VALUES ($1, $2, nextval('bridge.record_versions'), $3)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version, until = excluded.until WHERE records.until <= $4 RETURNING version
        """;

    private const string ChangeSql =
        "UPDATE bridge.records SET value = $2, version = nextval('bridge.record_versions'), until = $3 WHERE key = $1 AND until > $4 AND version = $5 RETURNING version";

    private const string SweepSql =
        "DELETE FROM bridge.records WHERE key = ANY (ARRAY(SELECT key FROM bridge.records WHERE until <= $1 ORDER BY until LIMIT $2 FOR UPDATE SKIP LOCKED))";

    private readonly CountedRoom _room = new(maxRecords);

    /// <inheritdoc/>
    public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) => database.AskAsync(
        async connection =>
        {
            using var command = database.Command(connection, "SELECT value, version FROM bridge.records WHERE key = $1 AND until > $2", Bytes(key), Number(Now));
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                return await row.ReadAsync(cancellationToken).ConfigureAwait(false) ? new StoredRecord(row.GetFieldValue<byte[]>(0), row.GetInt64(1)) : null;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<long?> PutAsync(
        string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxKeyLength, nameof(key));
        if (expectedVersion == 0 && !await _room.HasRoomAsync(() => CountAsync(cancellationToken)).ConfigureAwait(false))
        {
            throw new BridgeException(Refusal.StoreFull, "There are as many records as there may be.");
        }

        var now = time.GetUtcNow();
        var until = lifetime < DateTimeOffset.MaxValue - now ? now + lifetime : DateTimeOffset.MaxValue;
        return await database.ChangeAsync(
            async connection =>
            {
                using var batch = database.Batch(connection);
                var put = expectedVersion == 0 ? database.Part(CreateSql) : database.Part(ChangeSql);
                put.Parameters.AddRange(new NpgsqlParameter[] { Bytes(key), new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = value }, Number(until.UtcTicks), Number(now.UtcTicks) });
                if (expectedVersion != 0)
                {
                    put.Parameters.Add(Number(expectedVersion));
                }

                batch.BatchCommands.Add(put);
                batch.BatchCommands.Add(database.Part(SweepSql, Number(now.UtcTicks), Number(SweptPerPut)));
                return (long?)await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken)
    {
        var deleted = await database.ChangeAsync(
            async connection =>
            {
                using var command = database.Command(
                    connection, "DELETE FROM bridge.records WHERE key = $1 AND version = $2 AND until > $3", Bytes(key), Number(expectedVersion), Number(Now));
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        _room.Shrank();
        return deleted == 1;
    }

    private long Now => time.GetUtcNow().UtcTicks;

    /// <summary>Those that live: what has expired waits to be swept and takes nobody's place.</summary>
    private ValueTask<long> CountAsync(CancellationToken cancellationToken) => database.AskAsync(
        async connection =>
        {
            using var command = database.Command(connection, "SELECT count(*) FROM bridge.records WHERE until > $1", Number(Now));
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        },
        cancellationToken);

    private static NpgsqlParameter<byte[]> Bytes(string text) => new() { TypedValue = Encoding.UTF8.GetBytes(text) };

    private static NpgsqlParameter<long> Number(long number) => new() { TypedValue = number };
}
