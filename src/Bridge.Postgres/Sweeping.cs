using Npgsql;

namespace Bridge.Postgres;

/// <summary>Deletes rows before tails, a thousand in a transaction; one node at a time. Whoever misses rows that he was promised finds that the tail has moved on.</summary>
internal sealed class Sweeping(Database database)
{
    private const int Slice = 1_000;

    private const string BehindSql = "SELECT id, swept, least(tail, swept + $1) FROM bridge.channels WHERE swept < tail ORDER BY id LIMIT 100";

    private const string DeleteSql =
        """
        DELETE FROM bridge.messages m USING unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS q(id, swept, upto)
        WHERE m.channel = q.id AND m."offset" > q.swept AND m."offset" <= q.upto
        """;

    private const string SweptSql = "UPDATE bridge.channels c SET swept = greatest(c.swept, q.upto) FROM unnest($1::bigint[], $2::bigint[]) AS q(id, upto) WHERE c.id = q.id";

    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        while (await database.ChangeAsync(connection => SliceAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
        }
    }

    private async ValueTask<bool> SliceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using var mine = database.Command(connection, "SELECT pg_try_advisory_xact_lock($1)", new NpgsqlParameter<long> { TypedValue = Locks.Sweeping(database.Schema) });
            if (!(bool)(await mine.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!)
            {
                return false; // another node is at it
            }

            var (ids, from, upTo) = await BehindAsync(connection, cancellationToken).ConfigureAwait(false);
            if (ids.Length == 0)
            {
                return false;
            }

            using var batch = database.Batch(connection);
            var channels = new NpgsqlParameter<long[]> { TypedValue = ids };
            batch.BatchCommands.Add(database.Part(DeleteSql, channels, new NpgsqlParameter<long[]> { TypedValue = from }, new NpgsqlParameter<long[]> { TypedValue = upTo }));
            batch.BatchCommands.Add(database.Part(Trimming.LockSql, channels.Clone())); // last, so that appends wait for nothing but the commit
            batch.BatchCommands.Add(database.Part(SweptSql, channels.Clone(), new NpgsqlParameter<long[]> { TypedValue = upTo }));
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Channels with something to delete, as many as make a slice.</summary>
    private async ValueTask<(long[] Ids, long[] From, long[] UpTo)> BehindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (ids, from, upTo, rows) = (new List<long>(), new List<long>(), new List<long>(), 0L);
        using var command = database.Command(connection, BehindSql, new NpgsqlParameter<long> { TypedValue = Slice });
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            while (await row.ReadAsync(cancellationToken).ConfigureAwait(false) && rows < Slice)
            {
                ids.Add(row.GetInt64(0));
                from.Add(row.GetInt64(1));
                upTo.Add(Math.Min(row.GetInt64(2), row.GetInt64(1) + Slice - rows));
                rows += upTo[^1] - from[^1];
            }
        }

        return ([.. ids], [.. from], [.. upTo]);
    }
}
