namespace Bridge.Messaging;

/// <summary>The way out: the application publishes.</summary>
public interface IPublisher
{
    /// <summary>Appends one message to a channel and wakes who waits for it. Never waits for a client.</summary>
    /// <param name="channel">A declared channel.</param>
    /// <param name="payload">What the message carries.</param>
    /// <param name="audience">Who it is for; null: everyone subscribed.</param>
    /// <param name="idempotencyKey">At most 128 printable ASCII characters. The same key with the same payload is appended once and answered with the first position.</param>
    /// <param name="cancellationToken">Gives up; the message may have been accepted all the same.</param>
    /// <returns>The message's position. When this returns, the message is accepted as the store understands it (memory: in memory; durable stores: on disk).</returns>
    /// <exception cref="BridgeException">The channel is not declared, the payload is too large or no JSON, the store is full, or the key came before with another payload.</exception>
    ValueTask<Position> PublishAsync(
        ChannelName channel, Payload payload, Audience? audience = null, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Appends messages in one go: all or none, without others between them.</summary>
    /// <param name="channel">A declared channel.</param>
    /// <param name="payloads">What the messages carry, in order; at least one.</param>
    /// <param name="audience">Who they are for; null: everyone subscribed.</param>
    /// <param name="idempotencyKey">As above, for the whole batch.</param>
    /// <param name="cancellationToken">Gives up; the messages may have been accepted all the same.</param>
    /// <returns>The last message's position, and whether the batch had been accepted before.</returns>
    /// <exception cref="BridgeException">As above.</exception>
    ValueTask<PublishResult> PublishAsync(
        ChannelName channel, IReadOnlyList<Payload> payloads, Audience? audience = null, string? idempotencyKey = null, CancellationToken cancellationToken = default);
}
