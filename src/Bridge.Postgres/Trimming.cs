using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Moves the tails of channels whose messages are past their age, and forgets keys past theirs, in slices that nobody notices. Any node may do so at any time.</summary>
internal sealed class Trimming(Database database, Sweeping sweeping, TimeProvider time, Retention retention, Func<ChannelName, Retention?>? retentionOf) : IDisposable
{
    private const int Slice = 1_000; // rows in a transaction: some milliseconds
    private const int Channels = 100; // locked at once

    private const string DueSql =
        "SELECT id, name, tail < head, oldest, keys > 0, oldest_key FROM bridge.channels WHERE tail < head OR keys > 0";

    internal const string LockSql = "SELECT FROM bridge.channels WHERE id = ANY($1) ORDER BY id FOR UPDATE";

    // Behind the lock. Messages are looked at from the tail on, as far as a slice; the first young one stops.
    private const string ExpireSql =
        """
        UPDATE bridge.channels c SET tail = t.upto, trimmed_for = CASE WHEN t.upto > c.tail THEN 0 ELSE c.trimmed_for END, oldest = coalesce(t.young, c.oldest),
          total_at_tail = CASE WHEN t.upto = c.tail THEN c.total_at_tail WHEN t.upto = c.head THEN c.total_at_head
            ELSE (SELECT m.total FROM bridge.messages m WHERE m.channel = c.id AND m."offset" = t.upto) END
        FROM (
          SELECT x.id, coalesce(y."offset" - 1, least(x.head, x.tail + $3)) AS upto, y."time" AS young
          FROM unnest($1::bigint[], $2::bigint[]) AS q(id, cutoff) JOIN bridge.channels x ON x.id = q.id
          LEFT JOIN LATERAL (
            SELECT z."offset", z."time" FROM (
              SELECT m."offset", m."time" FROM bridge.messages m WHERE m.channel = x.id AND m."offset" > x.tail AND m."offset" <= x.head ORDER BY m."offset" LIMIT $3) z
            WHERE z."time" >= q.cutoff ORDER BY z."offset" LIMIT 1) y ON true) t
        WHERE c.id = t.id RETURNING c.id, c.tail < c.head AND t.young IS NULL
        """;

    private const string ForgetSql =
        """
        WITH young AS (SELECT k."offset", k."time" FROM (SELECT "offset", "time" FROM bridge.keys WHERE channel = $1 ORDER BY "offset" LIMIT $3) k WHERE k."time" >= $2 ORDER BY k."offset" LIMIT 1),
        gone AS (DELETE FROM bridge.keys WHERE channel = $1 AND "offset" <= coalesce((SELECT "offset" - 1 FROM young),
          (SELECT max("offset") FROM (SELECT "offset" FROM bridge.keys WHERE channel = $1 ORDER BY "offset" LIMIT $3) k)) RETURNING 1)
        UPDATE bridge.channels SET keys = keys - (SELECT count(*) FROM gone)::integer, oldest_key = coalesce((SELECT "time" FROM young), oldest_key)
        WHERE id = $1 RETURNING id, keys > 0 AND NOT EXISTS (SELECT FROM young)
        """;

    private readonly SemaphoreSlim _one = new(1, 1);

    public async ValueTask TrimAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow().UtcTicks;
            var (messages, keys) = await DueAsync(now, cancellationToken).ConfigureAwait(false);
            foreach (var slice in messages.Chunk(Channels))
            {
                await ExpireAsync(slice, cancellationToken).ConfigureAwait(false);
            }

            foreach (var (id, cutoff) in keys)
            {
                await ForgetAsync(id, cutoff, cancellationToken).ConfigureAwait(false);
            }

            await sweeping.SweepAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private ValueTask<(List<(long Id, long Cutoff)> Messages, List<(long Id, long Cutoff)> Keys)> DueAsync(long now, CancellationToken cancellationToken) => database.AskAsync(
        async connection =>
        {
            var (messages, keys) = (new List<(long, long)>(), new List<(long, long)>());
            using var command = database.Command(connection, DueSql);
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    var kept = retentionOf?.Invoke(row.GetString(1)) ?? retention;
                    var (age, keyAge) = (now - kept.MaxAge.Ticks, now - kept.DedupeAge.Ticks);
                    if (row.GetBoolean(2) && row.GetInt64(3) < age)
                    {
                        messages.Add((row.GetInt64(0), age));
                    }

                    if (row.GetBoolean(4) && row.GetInt64(5) < keyAge)
                    {
                        keys.Add((row.GetInt64(0), keyAge));
                    }
                }
            }

            return (messages, keys);
        },
        cancellationToken);

    private async ValueTask ExpireAsync((long Id, long Cutoff)[] due, CancellationToken cancellationToken)
    {
        while (due.Length > 0)
        {
            var more = await LockedAsync(
                [.. due.Select(channel => channel.Id)], ExpireSql, cancellationToken, new NpgsqlParameter<long[]> { TypedValue = [.. due.Select(channel => channel.Id)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. due.Select(channel => channel.Cutoff)] }, new NpgsqlParameter<long> { TypedValue = Slice }).ConfigureAwait(false);
            due = [.. due.Where(channel => more.Contains(channel.Id))];
        }
    }

    private async ValueTask ForgetAsync(long id, long cutoff, CancellationToken cancellationToken)
    {
        HashSet<long> more;
        do
        {
            more = await LockedAsync(
                [id], ForgetSql, cancellationToken, new NpgsqlParameter<long> { TypedValue = id },
                new NpgsqlParameter<long> { TypedValue = cutoff }, new NpgsqlParameter<long> { TypedValue = Slice }).ConfigureAwait(false);
        }
        while (more.Count > 0);
    }

    /// <summary>Locks channels, changes them, and gives those that are not done.</summary>
    private ValueTask<HashSet<long>> LockedAsync(long[] ids, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) => database.ChangeAsync(
        async connection =>
        {
            using var batch = database.Batch(connection);
            batch.BatchCommands.Add(database.Part("BEGIN"));
            batch.BatchCommands.Add(database.Part(LockSql, new NpgsqlParameter<long[]> { TypedValue = ids }));
            batch.BatchCommands.Add(database.Part(sql, parameters));
            batch.BatchCommands.Add(database.Part("COMMIT"));
            var more = new HashSet<long>();
            var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    if (rows.GetBoolean(1))
                    {
                        more.Add(rows.GetInt64(0));
                    }
                }
            }

            return more;
        },
        cancellationToken);
}
