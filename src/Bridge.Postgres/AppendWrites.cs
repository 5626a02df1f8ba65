using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>What a group's transaction writes: one statement per table, whatever the number of messages.</summary>
internal static class AppendWrites
{
    private const string MessagesSql =
        """
        INSERT INTO bridge.messages (channel, "offset", total, "time", kind, audience, checkpoint, mark, payload)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::smallint[], $6::text[], $7::bytea[], $8::uuid[], $9::bytea[])
        """;

    private const string KeysSql =
        """
        INSERT INTO bridge.keys (channel, key, "offset", "time", print) SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bigint[], $5::uuid[])
        ON CONFLICT (channel, key) DO UPDATE SET "offset" = excluded."offset", "time" = excluded."time", print = excluded.print
        """;

    private const string ForgetSql =
        """
        DELETE FROM bridge.keys k USING unnest($1::bigint[], $2::bigint[]) AS q(channel, surplus)
        WHERE k.channel = q.channel AND k."offset" <= (SELECT o."offset" FROM bridge.keys o WHERE o.channel = q.channel ORDER BY o."offset" OFFSET q.surplus - 1 LIMIT 1)
        """;

    private const string ChannelsSql =
        """
        UPDATE bridge.channels c SET head = q.head, tail = q.tail, total_at_head = q.total_at_head, total_at_tail = q.total_at_tail, oldest = q.oldest,
          trimmed_for = q.trimmed_for, checkpoint = q.checkpoint, checkpoint_at = q.checkpoint_at, keys = q.keys, oldest_key = q.oldest_key
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::smallint[], $8::bytea[], $9::bigint[], $10::integer[], $11::bigint[])
          AS q(id, head, tail, total_at_head, total_at_tail, oldest, trimmed_for, checkpoint, checkpoint_at, keys, oldest_key)
        WHERE c.id = q.id
        """;

    public static IEnumerable<NpgsqlBatchCommand> Of(Database database, ChannelDraft[] changed)
    {
        if (changed.Length == 0)
        {
            yield break;
        }

        var messages = changed.SelectMany(draft => draft.Added.Select(message => (draft, message))).ToArray();
        yield return database.Part(
            MessagesSql, Column(messages, row => row.draft.State.Id), Column(messages, row => row.message.Position.Offset),
            Column(messages, row => row.draft.TotalOf(row.message.Position.Offset)), Column(messages, row => row.message.Time.UtcTicks),
            Column(messages, row => (short)row.message.Payload.Kind), Column(messages, row => AudienceText.Write(row.message.Audience)),
            Column(messages, row => CheckpointBytes.Of(row.message.Checkpoint)), Column(messages, row => CheckpointBytes.Mark(row.message.Checkpoint)),
            Column(messages, row => row.message.Payload.Bytes));
        var keys = changed.SelectMany(draft => draft.Remembered.Select(key => (draft, key.Key, key.Value))).ToArray();
        if (keys.Length > 0)
        {
            yield return database.Part(
                KeysSql, Column(keys, row => row.draft.State.Id), Column(keys, row => row.Key), Column(keys, row => row.Value.Offset), Column(keys, row => row.Value.Time),
                Column(keys, row => Print.Column(row.Value.Print)));
        }

        var forgetful = Array.FindAll(changed, draft => draft.Forgotten > 0);
        if (forgetful.Length > 0)
        {
            yield return database.Part(ForgetSql, Column(forgetful, draft => draft.State.Id), Column(forgetful, draft => (long)draft.Forgotten));
        }

        yield return database.Part(
            ChannelsSql, Column(changed, draft => draft.State.Id), Column(changed, draft => draft.State.Head), Column(changed, draft => draft.State.Tail),
            Column(changed, draft => draft.State.TotalAtHead), Column(changed, draft => draft.State.TotalAtTail), Column(changed, draft => draft.State.Oldest),
            Column(changed, draft => (short)draft.State.TrimmedFor), Column(changed, draft => CheckpointBytes.Of(draft.State.LastCheckpoint)),
            Column(changed, draft => draft.State.CheckpointAt), Column(changed, draft => draft.State.Keys), Column(changed, draft => draft.State.OldestKey));
    }

    private static NpgsqlParameter<TColumn[]> Column<TRow, TColumn>(TRow[] rows, Func<TRow, TColumn> column) => new() { TypedValue = Array.ConvertAll(rows, row => column(row)) };
}
