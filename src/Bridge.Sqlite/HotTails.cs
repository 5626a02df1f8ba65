using Bridge.Messaging;

namespace Bridge.Sqlite;

/// <summary>Keeps the newest messages of all channels in memory and lets the oldest of them go when they become too many. On the writer's thread only.</summary>
internal sealed class HotTails(long maxBytes)
{
    private const int MaxMessages = 65_536; // a message's frame costs about 300 bytes beside its payload: 20 MiB

    private readonly Queue<(SqliteChannel Channel, long Offset)> _order = []; // as appended; some may have left their channel's memory before their turn

    public long Bytes { get; private set; }

    public void Publish(SqliteChannel channel, ChannelState state, List<Message> added)
    {
        Bytes += channel.Publish(state, added);
        added.ForEach(message => _order.Enqueue((channel, message.Position.Offset)));
        while (Bytes > maxBytes || _order.Count > MaxMessages)
        {
            var (oldest, offset) = _order.Dequeue();
            Bytes -= oldest.Cool(offset);
        }
    }
}
