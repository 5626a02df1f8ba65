using System.Diagnostics;
using Bridge.Messaging;

namespace Bridge.Diagnostics;

/// <summary>Which trace the last recorded publishes belong to, by the position of their last message: in memory only, for the deliveries from this node.</summary>
/// <remarks>docs/adr/0016-traces.md says why not in the log. A message for thousands has thousands of deliveries: the first ones show what a trace can show.</remarks>
internal sealed class PublishTraces
{
    private const int Room = 1_024;
    private const int DeliveriesEach = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<(ChannelName, Position), Publish> _publishes = [];
    private readonly Queue<(ChannelName, Position)> _order = [];

    /// <summary>A publish was recorded.</summary>
    public void Add(ChannelName channel, Position last, ActivityContext context)
    {
        lock (_lock)
        {
            if (_publishes.TryAdd((channel, last), new Publish(context)))
            {
                _order.Enqueue((channel, last));
            }

            if (_order.Count > Room)
            {
                _publishes.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The publish that ended with this message; null: not recorded here, long ago, or shown by enough deliveries already.</summary>
    public ActivityContext? Find(ChannelName channel, Position position)
    {
        lock (_lock)
        {
            return _publishes.TryGetValue((channel, position), out var publish) && publish.Deliveries++ < DeliveriesEach ? publish.Context : null;
        }
    }

    private sealed class Publish(ActivityContext context)
    {
        public ActivityContext Context { get; } = context;

        public int Deliveries { get; set; }
    }
}
