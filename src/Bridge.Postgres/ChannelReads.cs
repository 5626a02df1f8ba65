using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Reading messages: one statement, and so one moment, gives a channel's state and the messages behind a place. By primary key: where the place is makes no difference.</summary>
internal sealed class ChannelReads(Database database, EpochKeeper epochs, HotTails hot)
{
    private const int Newest = 256; // what the first look at a channel brings: whoever comes back after a short while finds his place in memory
    private const int MostMessages = 4_096;
    private const int MostBytes = 4 << 20;

    private const string LookFrom = "greatest(c.tail, CASE WHEN $2 < 0 THEN c.head - $5 ELSE $2 END)";
    private const string ReadFrom = "CASE WHEN $5 <> s.epoch OR $2 > c.head OR $2 < c.tail THEN c.tail ELSE $2 END";

    // The one row of the store is named by its key: a planner that has no statistics of it would reckon with hundreds, and the server compile the statement each time (JIT), 15 ms for each read.
    internal static readonly string LookSql = Sql(LookFrom);
    internal static readonly string ReadSql = Sql(ReadFrom);

    internal const string FindSql =
        $"""
        SELECT {StoreLife.Columns}, (SELECT m."offset" FROM bridge.channels c JOIN bridge.messages m ON m.channel = c.id
          WHERE c.name = $1 AND m.mark = $2 AND m.checkpoint = $3 AND m."offset" > c.tail AND m."offset" <= c.head ORDER BY m."offset" DESC LIMIT 1)
        FROM bridge.store s WHERE s.id = 1
        """;

    /// <summary>Brings a channel's memory up to date: what is behind the offset given; negative: the newest.</summary>
    /// <returns>False when the store is in another epoch than the channel.</returns>
    public async Task<bool> LookAsync(PostgresChannel channel, long from)
    {
        var messages = new List<Message>();
        var asked = await database.AskAsync(
            connection => RunAsync(connection, LookSql, channel.Name, channel.Epoch, from, hot.MaxBytes == 0 ? 0 : MostMessages, Math.Min(MostBytes, hot.MaxBytes), messages, new NpgsqlParameter<long> { TypedValue = Newest }),
            CancellationToken.None).ConfigureAwait(false);
        if (!await IsInAsync(channel.Epoch, asked.Life).ConfigureAwait(false))
        {
            return false;
        }

        channel.Found(asked.State, messages);
        return true;
    }

    /// <summary>Reads what is not in memory; null when the store is in another epoch by now.</summary>
    public async ValueTask<ReadResult?> ReadAsync(PostgresChannel channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken)
    {
        var messages = new List<Message>();
        var (life, state) = await database.AskAsync(
            connection => RunAsync(
                connection, ReadSql, channel.Name, channel.Epoch, after.Offset, Math.Max(1, limit.Messages), limit.Bytes, messages,
                new NpgsqlParameter<string> { TypedValue = after.Epoch.ToString() }),
            cancellationToken).ConfigureAwait(false);
        if (!await IsInAsync(channel.Epoch, life).ConfigureAwait(false))
        {
            return null;
        }

        channel.Saw(state);
        var gap = PostgresChannel.GapAt(after, channel.Epoch, state);
        var from = gap is null ? after.Offset : state.Tail;
        if (messages.Count == 0 && from < state.Head)
        {
            throw new InvalidDataException($"Messages of channel '{channel.Name}' after {from} are missing in the database.");
        }

        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Position.Offset != from + 1 + i)
            {
                throw new InvalidDataException($"Message {from + 1 + i} of channel '{channel.Name}' is missing in the database.");
            }
        }

        into.AddRange(messages);
        var upTo = from + messages.Count;
        return new ReadResult(new(channel.Epoch, upTo), upTo == state.Head, gap, gap is null ? default : new(channel.Epoch, state.Tail));
    }

    /// <summary>The offset of a checkpoint, or none; false: the store is in another epoch by now.</summary>
    public async ValueTask<(bool IsIn, long? Offset)> FindAsync(ChannelName channel, Epoch epoch, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        var (life, offset) = await database.AskAsync(
            async connection =>
            {
                using var command = database.Command(
                    connection, FindSql, new NpgsqlParameter<string> { TypedValue = channel.Value }, new NpgsqlParameter<Guid> { TypedValue = CheckpointBytes.Mark(checkpoint.Text) },
                    new NpgsqlParameter<byte[]> { TypedValue = CheckpointBytes.Of(checkpoint) });
                var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (row.ConfigureAwait(false))
                {
                    await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                    return (StoreLife.Read(row), row.IsDBNull(StoreLife.Count) ? (long?)null : row.GetInt64(StoreLife.Count));
                }
            },
            cancellationToken).ConfigureAwait(false);
        return (await IsInAsync(epoch, life).ConfigureAwait(false), offset);
    }

    /// <summary>Whether an answer belongs to the epoch; looks at the marker when it came from elsewhere.</summary>
    public async ValueTask<bool> IsInAsync(Epoch epoch, StoreLife life)
    {
        if (!epochs.Trusts(life))
        {
            await epochs.CheckAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return epochs.Epoch == epoch && epochs.Trusts(life);
    }

    private static string Sql(string from) =>
        $"""
        SELECT {StoreLife.Columns}, {ChannelState.Columns}, m."offset", m."time", m.kind, m.audience, m.checkpoint, m.payload
        FROM bridge.store s
        LEFT JOIN bridge.channels c ON c.name = $1
        LEFT JOIN LATERAL (SELECT {from} AS start) f ON true
        LEFT JOIN LATERAL (
          SELECT w.* FROM (
            SELECT o.*, sum(octet_length(o.payload)) OVER (ORDER BY o."offset") AS bytes FROM (
              SELECT i."offset", i."time", i.kind, i.audience, i.checkpoint, i.payload FROM bridge.messages i
              WHERE i.channel = c.id AND i."offset" > f.start AND i."offset" <= c.head ORDER BY i."offset" LIMIT $3) o) w
          WHERE w.bytes <= $4 OR w."offset" = f.start + 1) m ON true
        WHERE s.id = 1
        ORDER BY m."offset"
        """;

    private async ValueTask<(StoreLife Life, ChannelState State)> RunAsync(
        NpgsqlConnection connection, string sql, ChannelName channel, Epoch epoch, long from, long mostMessages, long mostBytes, List<Message> into, NpgsqlParameter last)
    {
        database.CountRead();
        into.Clear(); // asked a second time
        using var command = database.Command(
            connection, sql, new NpgsqlParameter<string> { TypedValue = channel.Value }, new NpgsqlParameter<long> { TypedValue = from },
            new NpgsqlParameter<long> { TypedValue = mostMessages }, new NpgsqlParameter<long> { TypedValue = mostBytes }, last.Clone());
        var row = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            (StoreLife Life, ChannelState State) found = default;
            const int At = StoreLife.Count + ChannelState.Count;
            while (await row.ReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                found = found.Life == default ? (StoreLife.Read(row), ChannelState.Read(row, StoreLife.Count)) : found;
                if (!row.IsDBNull(At))
                {
                    into.Add(new Message(
                        channel, new Position(epoch, row.GetInt64(At)), new Payload(row.GetFieldValue<byte[]>(At + 5), (PayloadKind)row.GetInt16(At + 2)),
                        AudienceText.Read(row.IsDBNull(At + 3) ? null : row.GetString(At + 3)), new DateTimeOffset(row.GetInt64(At + 1), TimeSpan.Zero), CheckpointBytes.Read(row, At + 4)));
                }
            }

            return found;
        }
    }
}
