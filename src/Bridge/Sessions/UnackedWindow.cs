using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>What was sent on one socket and not acknowledged yet. Only this bounds what a slow client may have under way; the rest stays in the log.</summary>
/// <remarks>Used by the loop that delivers and by the one that receives: both take its lock, for a few instructions.</remarks>
internal sealed class UnackedWindow(int maxMessages, int maxBytes)
{
    private readonly Queue<Sent> _sent = new(0);
    private int _bytes;

    /// <summary>How many messages may still be sent.</summary>
    public int RoomMessages
    {
        get
        {
            lock (_sent)
            {
                return _bytes >= maxBytes ? 0 : maxMessages - _sent.Count;
            }
        }
    }

    /// <summary>How many bytes may still be sent. The last message may exceed it.</summary>
    public int RoomBytes
    {
        get
        {
            lock (_sent)
            {
                return maxBytes - _bytes;
            }
        }
    }

    /// <summary>These messages are under way.</summary>
    public void Add(List<Message> messages)
    {
        lock (_sent)
        {
            foreach (var message in messages)
            {
                _sent.Enqueue(new Sent(message.Channel, message.Position, message.Payload.Bytes.Length));
                _bytes += message.Payload.Bytes.Length;
            }
        }
    }

    /// <summary>These positions were acknowledged; true when that made room.</summary>
    public bool Acknowledge(Cursor positions) =>
        Release(sent => positions[sent.Channel] is { } acked && acked.Epoch == sent.Position.Epoch && acked.Offset >= sent.Position.Offset);

    /// <summary>Nobody will acknowledge what was sent of this channel so far: it was left, or a gap lies behind it.</summary>
    public void Forget(ChannelName channel) => Release(sent => sent.Channel == channel);

    private bool Release(Func<Sent, bool> isDone)
    {
        lock (_sent)
        {
            var before = _sent.Count;
            for (var i = before; i > 0; i--)
            {
                var sent = _sent.Dequeue();
                if (isDone(sent))
                {
                    _bytes -= sent.Bytes;
                }
                else
                {
                    _sent.Enqueue(sent); // once round: the order stays
                }
            }

            if (_sent.Count == 0)
            {
                _sent.TrimExcess(); // a quiet socket holds no buffer
            }

            return _sent.Count < before;
        }
    }

    private readonly record struct Sent(ChannelName Channel, Position Position, int Bytes);
}
