namespace Bridge.Messaging;

/// <summary>What a page needs to start with: the application's state and the position after which to subscribe, so that nothing falls between loading and subscribing.</summary>
public interface IChannelReader
{
    /// <summary>The position of the last message of the channel.</summary>
    /// <exception cref="BridgeException">The channel is not declared.</exception>
    ValueTask<Position> HeadAsync(ChannelName channel, CancellationToken cancellationToken = default);

    /// <summary>Takes the channel's head first and loads the application's state after it: a message published meanwhile may be in both, but never in neither.</summary>
    /// <exception cref="BridgeException">The channel is not declared.</exception>
    ValueTask<Snapshot<TState>> SnapshotAsync<TState>(
        ChannelName channel, Func<CancellationToken, ValueTask<TState>> load, CancellationToken cancellationToken = default);

    /// <summary>The messages for everyone that are kept, from a starting point on.</summary>
    /// <param name="channel">A declared channel.</param>
    /// <param name="since">Where to start.</param>
    /// <param name="limit">At most so many messages; 1 to 10 000.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BridgeException">The channel is not declared.</exception>
    ValueTask<ChannelMessages> ReadAsync(ChannelName channel, Since since, int limit = 1_000, CancellationToken cancellationToken = default);
}
