using System.Runtime.InteropServices;
using Bridge.Messaging;

namespace Bridge.Stores.Memory;

/// <summary>Which sessions subscribe to a channel. Safe from any thread; touched when subscriptions change, not when they are acknowledged.</summary>
internal sealed class SubscriberIndex
{
    private readonly Dictionary<ChannelName, object> _channels = []; // a session or, from two on, a set: most private channels have one
    private readonly Lock _gate = new();

    public void Add(ChannelName channel, MemorySession session)
    {
        lock (_gate)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_channels, channel, out _);
            switch (entry)
            {
                case null:
                    entry = session;
                    break;
                case HashSet<MemorySession> many:
                    many.Add(session);
                    break;
                case MemorySession one when one != session:
                    entry = new HashSet<MemorySession> { one, session };
                    break;
            }
        }
    }

    public void Remove(ChannelName channel, MemorySession session)
    {
        lock (_gate)
        {
            var found = _channels.GetValueOrDefault(channel);
            if (found == session || (found is HashSet<MemorySession> many && many.Remove(session) && many.Count == 0))
            {
                _channels.Remove(channel);
            }
        }
    }

    /// <summary>The sessions that subscribe right now.</summary>
    public MemorySession[] Of(ChannelName channel)
    {
        lock (_gate)
        {
            return _channels.GetValueOrDefault(channel) switch
            {
                MemorySession one => [one],
                HashSet<MemorySession> many => [.. many],
                _ => [],
            };
        }
    }
}
