using System.Runtime.InteropServices;
using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>Which sessions subscribe to a channel. Safe from any thread; touched when subscriptions change, not when they are acknowledged.</summary>
internal sealed class SubscriberIndex<TSession>
    where TSession : class
{
    private readonly Dictionary<ChannelName, object> _channels = []; // a session or, from two on, a set: most private channels have one
    private readonly Lock _gate = new();

    /// <summary>A session's subscriptions were these and are those now.</summary>
    public void Move(TSession session, IReadOnlyList<SubscriptionRecord> before, IReadOnlyList<SubscriptionRecord> after)
    {
        if (Same(before, after))
        {
            return;
        }

        foreach (var gone in before.Where(old => !after.Any(subscription => subscription.Channel == old.Channel)))
        {
            Remove(gone.Channel, session);
        }

        foreach (var added in after.Where(subscription => !before.Any(old => old.Channel == subscription.Channel)))
        {
            Add(added.Channel, session);
        }
    }

    /// <summary>The sessions that subscribe right now.</summary>
    public TSession[] Of(ChannelName channel)
    {
        lock (_gate)
        {
            return _channels.GetValueOrDefault(channel) switch
            {
                TSession one => [one],
                HashSet<TSession> many => [.. many],
                _ => [],
            };
        }
    }

    private void Add(ChannelName channel, TSession session)
    {
        lock (_gate)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_channels, channel, out _);
            switch (entry)
            {
                case null:
                    entry = session;
                    break;
                case HashSet<TSession> many:
                    many.Add(session);
                    break;
                case TSession one when one != session:
                    entry = new HashSet<TSession> { one, session };
                    break;
            }
        }
    }

    private void Remove(ChannelName channel, TSession session)
    {
        lock (_gate)
        {
            var found = _channels.GetValueOrDefault(channel);
            if (found == session || (found is HashSet<TSession> many && many.Remove(session) && many.Count == 0))
            {
                _channels.Remove(channel);
            }
        }
    }

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
