using System.Text;
using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Sessions in the database. A visit reads the row, decides by <see cref="VisitRules"/>, and writes over the version that it read; who loses that race decides again.</summary>
/// <param name="database">The database.</param>
/// <param name="maxSessions">How many there may be.</param>
/// <param name="touchInterval">By how much a row may lag behind with when its session was last seen: a visit that changes nothing else is not written before.</param>
internal sealed class PostgresSessionStore(Database database, int maxSessions, TimeSpan touchInterval) : ISessionStore
{
    private const int Slice = 1_000; // sessions forgotten in a transaction

    private const string CreateSql =
        """
        INSERT INTO bridge.sessions (token, id, owner, page, attempt, node, last_seen, version, subscriptions, channels)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9) ON CONFLICT (token) DO NOTHING
        """;

    private const string FindSql = "SELECT id, owner, page, attempt, node, last_seen, subscriptions, version FROM bridge.sessions WHERE token = $1";

    private const string PutSql =
        """
        UPDATE bridge.sessions SET attempt = $3, node = $4, last_seen = $5, version = version + 1, subscriptions = $6, channels = $7
        WHERE token = $1 AND version = $2
        """;

    private const string ExpireSql =
        "DELETE FROM bridge.sessions WHERE token = ANY (ARRAY(SELECT token FROM bridge.sessions WHERE last_seen < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))";

    private const string RemoveOwnedSql =
        "DELETE FROM bridge.sessions WHERE token IN (SELECT token FROM bridge.sessions WHERE owner = $1 ORDER BY last_seen DESC, token OFFSET $2)";

    internal const string ListSql = "SELECT id, owner, page, attempt, node, last_seen, subscriptions FROM bridge.sessions WHERE channels @> ARRAY[$1]::text[]";

    private readonly CountedRoom _room = new(maxSessions);

    /// <inheritdoc/>
    public async ValueTask<bool> CreateAsync(SessionRecord session, SessionTokenHash token, CancellationToken cancellationToken) =>
        await _room.HasRoomAsync(() => CountAsync(cancellationToken)).ConfigureAwait(false)
        && await RunAsync(
            CreateSql, cancellationToken, Bytes(token), Text(session.Id.Value), Bytes(session.Owner), Bytes(session.Page), Number(session.Attempt), Text(session.Node),
            Number(session.LastSeen.UtcTicks), Text(SubscriptionText.Write(session.Subscriptions)), Channels(session)).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public async ValueTask<VisitResult> VisitAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (record, version) = await database.AskAsync(connection => FindAsync(connection, token, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (record is null)
            {
                return VisitResult.Unknown;
            }

            var result = visit.ApplyTo(record);
            if (!IsWorthWriting(record, result))
            {
                return result;
            }

            var after = result.Session!;
            var written = await RunAsync(
                PutSql, cancellationToken, Bytes(token), Number(version), Number(after.Attempt), Text(after.Node), Number(after.LastSeen.UtcTicks),
                Text(SubscriptionText.Write(after.Subscriptions)), Channels(after)).ConfigureAwait(false);
            if (written == 1)
            {
                return result;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(SessionTokenHash token, CancellationToken cancellationToken)
    {
        await RunAsync("DELETE FROM bridge.sessions WHERE token = $1", cancellationToken, Bytes(token)).ConfigureAwait(false);
        _room.Shrank();
    }

    /// <inheritdoc/>
    public async ValueTask<int> RemoveOwnedAsync(string owner, int keep, CancellationToken cancellationToken)
    {
        var removed = await RunAsync(RemoveOwnedSql, cancellationToken, Bytes(owner), Number(keep)).ConfigureAwait(false);
        _room.Shrank();
        return removed;
    }

    /// <inheritdoc/>
    public async ValueTask<int> ExpireAsync(DateTimeOffset lastSeenBefore, CancellationToken cancellationToken)
    {
        var (expired, slice) = (0, Slice);
        while (slice == Slice)
        {
            slice = await RunAsync(ExpireSql, cancellationToken, Number(lastSeenBefore.UtcTicks), Number(Slice)).ConfigureAwait(false);
            expired += slice;
        }

        _room.Shrank();
        return expired;
    }

    /// <inheritdoc/>
    public async ValueTask ListAsync(ChannelName channel, ICollection<Standing> into, CancellationToken cancellationToken)
    {
        var found = await database.AskAsync(
            async connection =>
            {
                var standings = new List<Standing>();
                using var command = database.Command(connection, ListSql, Text(channel.Value));
                var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (row.ConfigureAwait(false))
                {
                    while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        var record = Read(row);
                        standings.AddRange(record.Subscriptions.Where(subscription => subscription.Channel == channel)
                            .Select(subscription => new Standing(record.Id, record.Owner, subscription.Acked, record.LastSeen)));
                    }
                }

                return standings;
            },
            cancellationToken).ConfigureAwait(false);
        found.ForEach(into.Add);
    }

    private bool IsWorthWriting(SessionRecord before, VisitResult result) =>
        result is { Status: VisitStatus.Welcome, Session: { } after }
        && (after.Attempt != before.Attempt || after.Node != before.Node || !ReferenceEquals(after.Subscriptions, before.Subscriptions)
            || after.LastSeen - before.LastSeen >= touchInterval);

    private async ValueTask<(SessionRecord? Record, long Version)> FindAsync(NpgsqlConnection connection, SessionTokenHash token, CancellationToken cancellationToken)
    {
        using var command = database.Command(connection, FindSql, Bytes(token));
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            return await row.ReadAsync(cancellationToken).ConfigureAwait(false) ? (Read(row), row.GetInt64(7)) : (null, 0);
        }
    }

    private ValueTask<long> CountAsync(CancellationToken cancellationToken) => database.AskAsync(
        async connection =>
        {
            using var command = database.Command(connection, "SELECT count(*) FROM bridge.sessions");
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        },
        cancellationToken);

    private ValueTask<int> RunAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) => database.ChangeAsync(
        async connection =>
        {
            using var command = database.Command(connection, sql, parameters);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private static SessionRecord Read(NpgsqlDataReader row) => new()
    {
        Id = new SessionId(row.GetString(0)), Owner = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(1)), Page = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(2)),
        Attempt = row.GetInt64(3), Node = row.GetString(4), LastSeen = new DateTimeOffset(row.GetInt64(5), TimeSpan.Zero), Subscriptions = SubscriptionText.Read(row.GetString(6)),
    };

    private static NpgsqlParameter<byte[]> Bytes(SessionTokenHash token) => new() { TypedValue = token.Bytes.ToArray() };

    private static NpgsqlParameter<byte[]> Bytes(string text) => new() { TypedValue = Encoding.UTF8.GetBytes(text) };

    private static NpgsqlParameter<string> Text(string text) => new() { TypedValue = text };

    private static NpgsqlParameter<long> Number(long number) => new() { TypedValue = number };

    private static NpgsqlParameter<string[]> Channels(SessionRecord record) => new() { TypedValue = [.. record.Subscriptions.Select(subscription => subscription.Channel.Value)] };
}
