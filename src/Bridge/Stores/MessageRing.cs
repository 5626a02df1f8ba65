using System.Numerics;
using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>The newest messages of a channel, without holes, found by their offset. Not safe for two threads at once.</summary>
/// <param name="start">The last offset given out before.</param>
internal sealed class MessageRing(long start = 0)
{
    internal const int HotMessages = 256;
    internal const long HotBytes = 1 << 20;

    private const int SmallestRing = 8;

    private Message?[] _slots = [];
    private long _cold = start; // the last offset that has left the hot tail
    private long _hotBytes;

    /// <summary>The last offset given out.</summary>
    public long Head { get; private set; } = start;

    /// <summary>The offset before the oldest message kept.</summary>
    public long Tail { get; private set; } = start;

    /// <summary>The payloads kept.</summary>
    public long Bytes { get; private set; }

    public int Count => (int)(Head - Tail);

    /// <summary>How many references there is room for.</summary>
    public int Capacity => _slots.Length;

    /// <summary>A kept message. A power of two as length makes the place a mask of the offset.</summary>
    public Message this[long offset] => _slots[(int)offset & (_slots.Length - 1)]!;

    public Message Oldest => this[Tail + 1];

    public void Add(Message message)
    {
        if (Count == _slots.Length)
        {
            Resize(Math.Max(SmallestRing, _slots.Length * 2));
        }

        var size = message.Payload.Bytes.Length;
        Head++;
        _slots[(int)Head & (_slots.Length - 1)] = message;
        Bytes += size;
        _hotBytes += size;
        while (Head - _cold > HotMessages || (_hotBytes > HotBytes && Head - _cold > 1))
        {
            _cold++;
            _hotBytes -= this[_cold].Payload.Bytes.Length;
            this[_cold].Cool();
        }
    }

    /// <summary>Lets go of the oldest message; returns its payload's size.</summary>
    public int DropOldest()
    {
        var size = Oldest.Payload.Bytes.Length;
        Tail++;
        _slots[(int)Tail & (_slots.Length - 1)] = null;
        Bytes -= size;
        if (_cold < Tail)
        {
            _cold = Tail;
            _hotBytes -= size;
        }

        // A quarter, not a half: a ring at the edge must not be copied to and fro.
        if (Count <= _slots.Length / 4 && _slots.Length > SmallestRing)
        {
            Resize(Math.Max(SmallestRing, (int)BitOperations.RoundUpToPowerOf2((uint)Count * 2)));
        }

        return size;
    }

    /// <summary>Lets go of the slots of an empty ring: a channel that fell silent keeps its head only.</summary>
    public void Release()
    {
        if (Count == 0)
        {
            _slots = [];
        }
    }

    /// <summary>Copies the messages after an offset, as far as the limit allows; returns the last offset copied.</summary>
    public long CopyTo(List<Message> into, long after, ReadLimit limit)
    {
        long bytes = 0;
        var last = Math.Min(Head, after + Math.Max(1, limit.Messages));
        for (var offset = after + 1; offset <= last; offset++)
        {
            var message = this[offset];
            bytes += message.Payload.Bytes.Length;
            if (bytes > limit.Bytes && offset > after + 1)
            {
                return offset - 1;
            }

            into.Add(message);
        }

        return last;
    }

    private void Resize(int capacity)
    {
        var slots = new Message?[capacity];
        for (var offset = Tail + 1; offset <= Head; offset++)
        {
            slots[(int)offset & (capacity - 1)] = this[offset];
        }

        _slots = slots;
    }
}
