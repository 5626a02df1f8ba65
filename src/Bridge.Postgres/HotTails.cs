using Bridge.Messaging;

namespace Bridge.Postgres;

/// <summary>Counts the newest messages of all channels in memory and lets the oldest of them go when they become too many.</summary>
internal sealed class HotTails(long maxBytes)
{
    private const int MaxMessages = 65_536; // a message's frame costs about 300 bytes beside its payload: 20 MiB

    private readonly Lock _gate = new();
    private readonly Queue<(PostgresChannel Channel, long Offset)> _order = []; // as they came; some may have left their channel's memory before their turn
    private long _bytes;

    /// <summary>Payload bytes that may be kept.</summary>
    public long MaxBytes => maxBytes;

    /// <summary>A channel's memory grew by so much (or shrank), and holds these messages now.</summary>
    public void Changed(PostgresChannel channel, long growth, IReadOnlyList<Message> added)
    {
        lock (_gate)
        {
            _bytes += growth;
            foreach (var message in added)
            {
                _order.Enqueue((channel, message.Position.Offset));
            }

            while ((_bytes > maxBytes || _order.Count > MaxMessages || maxBytes == 0) && _order.TryDequeue(out var oldest))
            {
                _bytes -= oldest.Channel.Cool(oldest.Offset);
            }
        }
    }
}
