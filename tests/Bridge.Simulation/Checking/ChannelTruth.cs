using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Simulation.Checking;

/// <summary>What one channel was given in one epoch, by offset; and what retention allows to be gone.</summary>
internal sealed class ChannelTruth(Retention retention)
{
    private readonly List<Truth> _messages = [];

    /// <summary>The offset of the newest message that carried a checkpoint; 0: none did.</summary>
    public long CheckpointAt { get; set; }

    public long Head => _messages.Count;

    /// <summary>The message at an offset, from 1.</summary>
    public Truth this[long offset] => _messages[(int)offset - 1];

    public void Add(long item, Messaging.Audience audience, long now, int bytes)
    {
        var before = _messages.Count == 0 ? 0 : _messages[^1].BytesBefore + _messages[^1].Bytes;
        _messages.Add(new Truth(item, audience, now, before, bytes));
    }

    /// <summary>Whether all messages up to the offset may be gone by now: for their count, their bytes or their age.</summary>
    public bool MayBeGone(long offset, long now)
    {
        if (offset <= 0)
        {
            return true;
        }

        if (offset > Head)
        {
            return false;
        }

        var message = this[offset];
        var last = _messages[^1];
        return Head - offset >= retention.MaxMessages
            || (last.BytesBefore + last.Bytes - message.BytesBefore > retention.MaxBytes && offset < Head)
            || now - message.At > retention.MaxAge.Ticks;
    }

    /// <summary>The last offset, at most this one, up to which all may be gone.</summary>
    public long Gone(long offset, long now)
    {
        while (!MayBeGone(offset, now))
        {
            offset--;
        }

        return offset;
    }
}
