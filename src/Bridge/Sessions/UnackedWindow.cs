using System.Buffers;
using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>What was sent on one socket and not acknowledged yet. Only this bounds what a slow client may have under way; the rest stays in the log.</summary>
/// <remarks>Used by the loop that delivers and by the one that receives: both take its lock, for a few instructions. Its room is lent: with each acknowledgement it empties, and a quiet socket holds none.</remarks>
internal sealed class UnackedWindow(int maxMessages, int maxBytes)
{
    private const int FirstRoom = 64; // as many as a client acknowledges at once

    private readonly Lock _lock = new();
    private Sent[] _sent = [];
    private int _count;
    private int _bytes;

    /// <summary>How many messages may still be sent.</summary>
    public int RoomMessages
    {
        get
        {
            lock (_lock)
            {
                return _bytes >= maxBytes ? 0 : maxMessages - _count;
            }
        }
    }

    /// <summary>How many bytes may still be sent. The last message may exceed it.</summary>
    public int RoomBytes
    {
        get
        {
            lock (_lock)
            {
                return maxBytes - _bytes;
            }
        }
    }

    /// <summary>These messages are under way.</summary>
    public void Add(List<Message> messages)
    {
        lock (_lock)
        {
            Reserve(_count + messages.Count);
            foreach (var message in messages)
            {
                _sent[_count++] = new Sent(message.Channel, message.Position, message.Payload.Bytes.Length);
                _bytes += message.Payload.Bytes.Length;
            }
        }
    }

    /// <summary>These positions were acknowledged; true when that made room.</summary>
    public bool Acknowledge(Cursor positions)
    {
        lock (_lock)
        {
            var kept = 0;
            for (var i = 0; i < _count; i++)
            {
                var sent = _sent[i];
                if (positions[sent.Channel] is { } acked && acked.Epoch == sent.Position.Epoch && acked.Offset >= sent.Position.Offset)
                {
                    _bytes -= sent.Bytes;
                }
                else
                {
                    _sent[kept++] = sent;
                }
            }

            return Keep(kept);
        }
    }

    /// <summary>Nobody will acknowledge what was sent of this channel so far: it was left, or a gap lies behind it.</summary>
    public void Forget(ChannelName channel)
    {
        lock (_lock)
        {
            var kept = 0;
            for (var i = 0; i < _count; i++)
            {
                var sent = _sent[i];
                if (sent.Channel == channel)
                {
                    _bytes -= sent.Bytes;
                }
                else
                {
                    _sent[kept++] = sent;
                }
            }

            Keep(kept);
        }
    }

    /// <summary>The first so many are all that is left; true when there were more.</summary>
    private bool Keep(int kept)
    {
        var hasMore = kept < _count;
        Array.Clear(_sent, kept, _count - kept);
        _count = kept;
        if (kept == 0 && _sent.Length > 0)
        {
            ArrayPool<Sent>.Shared.Return(_sent);
            _sent = [];
        }

        return hasMore;
    }

    private void Reserve(int count)
    {
        if (count <= _sent.Length)
        {
            return;
        }

        var larger = ArrayPool<Sent>.Shared.Rent(Math.Max(FirstRoom, count));
        Array.Copy(_sent, larger, _count);
        if (_sent.Length > 0)
        {
            ArrayPool<Sent>.Shared.Return(_sent, clearArray: true);
        }

        _sent = larger;
    }

    private readonly record struct Sent(ChannelName Channel, Position Position, int Bytes);
}
