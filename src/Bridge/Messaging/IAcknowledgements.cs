namespace Bridge.Messaging;

/// <summary>Who has it: how far clients have acknowledged. Acknowledged means: the page's handler has returned.</summary>
/// <remarks>Polls acknowledge with each request; sockets' acknowledgements are visible here at most one ack interval (default 1 s) later.</remarks>
public interface IAcknowledgements
{
    /// <summary>How far each session subscribed to the channel has come.</summary>
    ValueTask<IReadOnlyList<Standing>> ListAsync(ChannelName channel, CancellationToken cancellationToken = default);

    /// <summary>Waits until those who have acknowledged the position are enough.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="position">The position that <see cref="IPublisher"/> gave.</param>
    /// <param name="by">Looks at the sessions that have acknowledged it and says whether that is enough.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was enough in time.</returns>
    ValueTask<bool> WaitAsync(
        ChannelName channel, Position position, Func<IReadOnlyList<Standing>, bool> by, TimeSpan timeout, CancellationToken cancellationToken = default);
}
