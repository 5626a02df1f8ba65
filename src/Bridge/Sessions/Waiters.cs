using System.Collections.Concurrent;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>Who waits on this node, by channel. Hears the backplane's hints and has the channel's pump look.</summary>
internal sealed class Waiters : IDisposable
{
    private readonly WaiterParts _parts;
    private readonly ConcurrentDictionary<ChannelName, ChannelWaiters> _channels = new();
    private readonly IDisposable _listening;

    public Waiters(BridgeScheduler scheduler, IChannelLog log, IBackplane backplane, Recheck recheck, IChannelInterest? interest = null)
    {
        _parts = new WaiterParts(scheduler, log, recheck, interest, backplane);
        _listening = backplane.Listen(OnSignal);
    }

    /// <summary>How many channels somebody waits in; what the node itself waits for is not counted.</summary>
    public int Channels => _channels.Keys.Count(channel => channel != SessionOrder.Channel);

    public void Register(Subscription subscription)
    {
        while (true)
        {
            var channel = _channels.GetOrAdd(
                subscription.Channel, static (name, self) => new ChannelWaiters(name, self._parts), this);
            if (channel.TryAdd(subscription))
            {
                if (channel.Examined is null)
                {
                    channel.Signal(); // its first look tells it from where on it has to look
                }

                return;
            }

            _channels.TryRemove(new(subscription.Channel, channel));
        }
    }

    public void Unregister(Subscription subscription)
    {
        if (subscription.Waiters is { } channel && channel.Remove(subscription))
        {
            _channels.TryRemove(new(subscription.Channel, channel));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listening.Dispose();

    private void OnSignal(Signal signal)
    {
        if (!signal.Channel.IsDefault && _channels.TryGetValue(signal.Channel, out var channel))
        {
            channel.Signal();
        }
    }
}
