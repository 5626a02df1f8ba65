using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>Which sessions subscribe to a channel. Safe from any thread; touched when subscriptions change, not when they are acknowledged.</summary>
internal sealed class SubscriberIndex<TSession>
    where TSession : class
{
    private readonly SessionSets<ChannelName, TSession> _channels = new();

    /// <summary>A session's subscriptions were these and are those now.</summary>
    public void Move(TSession session, IReadOnlyList<SubscriptionRecord> before, IReadOnlyList<SubscriptionRecord> after)
    {
        if (Same(before, after))
        {
            return;
        }

        foreach (var gone in before.Where(old => !after.Any(subscription => subscription.Channel == old.Channel)))
        {
            _channels.Remove(gone.Channel, session);
        }

        foreach (var added in after.Where(subscription => !before.Any(old => old.Channel == subscription.Channel)))
        {
            _channels.Add(added.Channel, session);
        }
    }

    /// <summary>The sessions that subscribe right now.</summary>
    public TSession[] Of(ChannelName channel) => _channels.Of(channel);

    /// <summary>Whether the channels are the same, place by place: true for every visit that only acknowledges, which is nearly every one.</summary>
    private static bool Same(IReadOnlyList<SubscriptionRecord> before, IReadOnlyList<SubscriptionRecord> after)
    {
        if (before.Count != after.Count)
        {
            return false;
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (before[i].Channel != after[i].Channel)
            {
                return false;
            }
        }

        return true;
    }
}
