using Bridge.Messaging;
using Bridge.Stores;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Writes rows of the outbox.</summary>
/// <param name="store">The store.</param>
/// <param name="check">Throws when the application may not publish this.</param>
internal sealed class PostgresPublisher(PostgresStore store, Action<ChannelName, Payload, string?> check) : IPostgresPublisher
{
    private const string InsertSql = "INSERT INTO bridge.outbox (channel, kind, audience, key, payload) VALUES ($1, $2, $3, $4, $5)";

    public async ValueTask PublishAsync(
        NpgsqlTransaction transaction, ChannelName channel, Payload payload, Audience? audience, string? idempotencyKey, CancellationToken cancellationToken)
    {
        check(channel, payload, idempotencyKey);
        using var command = new NpgsqlCommand(store.Database.Named(InsertSql), transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = channel.Value }, new NpgsqlParameter<short> { TypedValue = (short)payload.Kind }, Text(AudienceText.Write(audience ?? Audience.Everyone)),
                Text(idempotencyKey), new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = payload.Bytes },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        store.Outbox.Expect();
    }

    private static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = value ?? (object)DBNull.Value };
}
