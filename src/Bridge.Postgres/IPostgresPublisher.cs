using Bridge.Messaging;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>Publishes within a transaction of the application's own: the message is accepted if that commits, and never if it does not.</summary>
public interface IPostgresPublisher
{
    /// <summary>Writes the message down in the transaction. After its commit a node moves it into the channel, exactly once, within about <see cref="PostgresStoreOptions.OutboxInterval"/>; messages of
    /// one transaction in their order, those of transactions that do not overlap in the order of the transactions.</summary>
    /// <param name="transaction">A transaction on the store's database, by a role that may insert into the schema's table <c>outbox</c>.</param>
    /// <param name="channel">A declared channel.</param>
    /// <param name="payload">What the message carries.</param>
    /// <param name="audience">Who it is for; null: everyone subscribed.</param>
    /// <param name="idempotencyKey">At most 128 printable ASCII characters; a message whose key the channel has seen is not appended again.</param>
    /// <param name="cancellationToken">Gives up; the transaction can then only be rolled back.</param>
    /// <exception cref="BridgeException">The channel is not declared, or the payload is too large or no JSON.</exception>
    /// <exception cref="NpgsqlException">The row could not be written.</exception>
    ValueTask PublishAsync(
        NpgsqlTransaction transaction, ChannelName channel, Payload payload, Audience? audience = null, string? idempotencyKey = null, CancellationToken cancellationToken = default);
}
