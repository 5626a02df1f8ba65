using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Appends a group of jobs in one transaction of two round trips: lock the channels' rows and read what the rules need; write and commit.</summary>
/// <remarks>
/// The lock on a channel's row is held until the commit: so offsets have no holes and become visible in their order. Rows are locked in the order of their ids, new ones are made before in the
/// order of their names: so no two nodes wait for each other.
/// </remarks>
internal sealed class AppendTransaction(Database database, EpochKeeper epochs, StoreRoom room, Retention retention, Func<ChannelName, Retention?>? retentionOf)
{
    private const string LockSql = $"SELECT {StoreLife.Columns}, c.name, {ChannelState.Columns} FROM bridge.channels c, bridge.store s WHERE s.id = 1 AND c.name = ANY($1) ORDER BY c.id FOR UPDATE OF c";

    private const string MakeSql = "INSERT INTO bridge.channels (name) SELECT n FROM unnest($1::text[]) n ORDER BY n ON CONFLICT DO NOTHING";

    // A statement of its own, behind the lock: it sees what the transaction that held the lock has committed.
    private const string KeysSql =
        """
        SELECT q.name, k.key, k.print, k."offset", k."time" FROM unnest($1::text[], $2::uuid[]) AS q(name, key)
        JOIN bridge.channels c ON c.name = q.name JOIN bridge.keys k ON k.channel = c.id AND k.key = q.key
        """;

    // The oldest messages, as far as this group may push them out: by count, or by bytes.
    private const string OldestSql =
        """
        SELECT q.name, m.total
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) AS q(name, adds, bytes, max_messages, max_bytes)
        JOIN bridge.channels c ON c.name = q.name
        CROSS JOIN LATERAL (SELECT greatest(c.head + q.adds - q.max_messages,
          CASE WHEN c.total_at_head + q.bytes - q.max_bytes > c.total_at_tail THEN coalesce(
            (SELECT b."offset" FROM bridge.messages b WHERE b.channel = c.id AND b."offset" > c.tail AND b.total >= c.total_at_head + q.bytes - q.max_bytes
             ORDER BY b."offset" LIMIT 1), c.head) ELSE c.tail END) AS upto) u
        CROSS JOIN LATERAL (SELECT o."offset", o.total FROM bridge.messages o WHERE o.channel = c.id AND o."offset" > c.tail AND o."offset" <= u.upto ORDER BY o."offset" LIMIT 100000) m
        ORDER BY q.name, m."offset"
        """;

    private const string CountSql = "SELECT coalesce(sum(total_at_head - total_at_tail), 0)::bigint, count(*) FILTER (WHERE head > 0) FROM bridge.channels";

    /// <summary>Runs the jobs on a connection, commits, and gives the drafts of the channels as they stand now; every job has its result.</summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="jobs">The jobs, decided in their order.</param>
    /// <param name="also">What else belongs to the transaction, made when the results stand; null: nothing.</param>
    /// <returns>Null when the store turned out to be another one: to be tried again.</returns>
    /// <exception cref="UncertainException">The commit was not answered.</exception>
    public async ValueTask<IReadOnlyCollection<ChannelDraft>?> RunAsync(NpgsqlConnection connection, IReadOnlyList<AppendJob> jobs, Func<NpgsqlBatchCommand?>? also = null)
    {
        for (var makes = false; ; makes = true)
        {
            var isNear = room.IsNear(makes);
            var drafts = new Dictionary<ChannelName, ChannelDraft>();
            if (await LockAsync(connection, jobs, drafts, makes, isNear).ConfigureAwait(false) is { } life && !epochs.Trusts(life))
            {
                await RollBackAsync(connection).ConfigureAwait(false);
                await epochs.CheckAsync(CancellationToken.None).ConfigureAwait(false);
                return null;
            }

            if (drafts.Count < jobs.Select(job => job.Channel).Distinct().Count())
            {
                await RollBackAsync(connection).ConfigureAwait(false); // a channel is new, or went away because the append that had made it was refused
                continue;
            }

            var (bytes, channels) = room.Known;
            var rules = new AppendRules(epochs.Epoch, retention, bytes, channels);
            foreach (var job in jobs)
            {
                job.Result = rules.Append(drafts[job.Channel], job);
            }

            await WriteAsync(connection, [.. drafts.Values], makes, also?.Invoke()).ConfigureAwait(false);
            room.Grew(rules.Growth, rules.NewChannels);
            return drafts.Values;
        }
    }

    private Retention RetentionOf(ChannelName channel) => retentionOf?.Invoke(channel) ?? retention;

    /// <summary>Locks and reads; null when none of the channels exists.</summary>
    private async ValueTask<StoreLife?> LockAsync(
        NpgsqlConnection connection, IReadOnlyList<AppendJob> jobs, Dictionary<ChannelName, ChannelDraft> drafts, bool makes, bool isNear)
    {
        var groups = jobs.GroupBy(job => job.Channel).ToArray();
        string[] names = [.. groups.Select(group => group.Key.Value)];
        var keys = jobs.SelectMany(job => job.Entries.ToArray().Where(entry => entry.DedupeKey is not null).Select(entry => (job.Channel, Key: CheckpointBytes.Mark(entry.DedupeKey!)))).Distinct().ToArray();
        using var batch = database.Batch(connection);
        batch.BatchCommands.Add(database.Part("BEGIN"));
        if (isNear)
        {
            batch.BatchCommands.Add(database.Part("SELECT FROM pg_advisory_xact_lock($1)", Parameter(Locks.Room(database.Schema))));
        }

        if (makes)
        {
            batch.BatchCommands.Add(database.Part(MakeSql, Parameter(names)));
        }

        batch.BatchCommands.Add(database.Part(LockSql, Parameter(names)));
        batch.BatchCommands.Add(database.Part(
            OldestSql, Parameter(names), Parameter(groups.Select(group => group.Sum(job => (long)job.Entries.Length))), Parameter(groups.Select(group => group.Sum(job => job.Bytes))),
            Parameter(groups.Select(group => (long)RetentionOf(group.Key).MaxMessages)), Parameter(groups.Select(group => RetentionOf(group.Key).MaxBytes))));
        batch.BatchCommands.Add(keys.Length == 0
            ? database.Part("SELECT WHERE false")
            : database.Part(KeysSql, Parameter(keys.Select(key => key.Channel.Value)), Parameter(keys.Select(key => key.Key))));
        if (isNear)
        {
            batch.BatchCommands.Add(database.Part(CountSql));
        }

        var rows = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await using (rows.ConfigureAwait(false))
        {
            if (isNear)
            {
                await rows.NextResultAsync().ConfigureAwait(false); // what the lock answers
            }

            StoreLife? life = null;
            while (await rows.ReadAsync().ConfigureAwait(false))
            {
                life = StoreLife.Read(rows);
                ChannelName name = rows.GetString(StoreLife.Count);
                drafts[name] = new ChannelDraft(name, ChannelState.Read(rows, StoreLife.Count + 1), RetentionOf(name));
            }

            await rows.NextResultAsync().ConfigureAwait(false);
            while (await rows.ReadAsync().ConfigureAwait(false))
            {
                drafts.GetValueOrDefault(rows.GetString(0))?.Kept(rows.GetInt64(1)); // none: another node has just made the channel, which isn't locked here
            }

            await rows.NextResultAsync().ConfigureAwait(false);
            while (await rows.ReadAsync().ConfigureAwait(false))
            {
                if (drafts.TryGetValue(rows.GetString(0), out var draft))
                {
                    draft.Known[rows.GetGuid(1)] = new(Print.Of(rows.GetGuid(2)), rows.GetInt64(3), rows.GetInt64(4));
                }
            }

            if (isNear)
            {
                await rows.NextResultAsync().ConfigureAwait(false);
                await rows.ReadAsync().ConfigureAwait(false);
                room.Counted(rows.GetInt64(0), rows.GetInt64(1));
            }

            return life;
        }
    }

    private async ValueTask WriteAsync(NpgsqlConnection connection, ChannelDraft[] drafts, bool makes, NpgsqlBatchCommand? also)
    {
        var changed = Array.FindAll(drafts, draft => draft.IsChanged);
        if (changed.Length == 0 && also is null)
        {
            await RollBackAsync(connection).ConfigureAwait(false);
            return;
        }

        using var batch = database.Batch(connection);
        foreach (var part in AppendWrites.Of(database, changed))
        {
            batch.BatchCommands.Add(part);
        }

        if (makes && changed.Length < drafts.Length)
        {
            var refused = drafts.Where(draft => draft.State.Head == 0).Select(draft => draft.State.Id);
            batch.BatchCommands.Add(database.Part("DELETE FROM bridge.channels WHERE id = ANY($1) AND head = 0", Parameter(refused))); // refused: it has not begun
        }

        if (also is not null)
        {
            batch.BatchCommands.Add(also);
        }

        batch.BatchCommands.Add(database.Part("COMMIT"));
        try
        {
            await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (!Faults.IsCertain(fault))
        {
            throw new UncertainException(fault);
        }
    }

    private async ValueTask RollBackAsync(NpgsqlConnection connection)
    {
        using var command = database.Command(connection, "ROLLBACK");
        await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static NpgsqlParameter<long> Parameter(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<T[]> Parameter<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };
}
