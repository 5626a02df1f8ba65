using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sqlite;

/// <summary>A channel as readers see it: what is committed, and the newest messages. Changed by the writer's thread only.</summary>
internal sealed class SqliteChannel(long id, ChannelName name, Retention retention, ChannelState state)
{
    private readonly Lock _gate = new();
    private readonly MessageRing _hot = new(state.Head);
    private ChannelState _state = state;

    public long Id => id;

    public ChannelName Name => name;

    public Retention Retention => retention;

    /// <summary>Whether it stands in the queue of those that have something to sweep. The writer's.</summary>
    public bool WaitsForSweep { get; set; }

    public ChannelState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Reads from memory if the newest messages suffice.</summary>
    /// <returns>Whether they did; else the file is to be read, as the view says.</returns>
    public bool TryRead(Position after, Epoch epoch, ReadLimit limit, List<Message> into, out ReadView view, out long upTo)
    {
        lock (_gate)
        {
            GapReason? gap = after.Epoch != epoch ? GapReason.Epoch
                : after.Offset > _state.Head ? GapReason.Ahead
                : after.Offset < _state.Tail ? _state.TrimmedFor
                : null;
            view = new ReadView(gap, gap is null ? after.Offset : _state.Tail, _state.Head, _state.Tail);
            var isHot = view.From >= _hot.Tail;
            upTo = isHot ? _hot.CopyTo(into, view.From, limit) : 0;
            return isHot;
        }
    }

    /// <summary>Shows what has been committed; returns by how much the bytes in memory grew.</summary>
    public long Publish(ChannelState state, List<Message> added)
    {
        lock (_gate)
        {
            var before = _hot.Bytes;
            _state = state;
            added.ForEach(_hot.Add);
            Drop(state.Tail);
            return _hot.Bytes - before;
        }
    }

    /// <summary>Lets go of the messages up to an offset, in memory; returns by how much the bytes shrank.</summary>
    public long Cool(long upTo)
    {
        lock (_gate)
        {
            var before = _hot.Bytes;
            Drop(upTo);
            return before - _hot.Bytes;
        }
    }

    private void Drop(long upTo)
    {
        while (_hot.Count > 0 && _hot.Tail < upTo)
        {
            _hot.DropOldest();
        }

        _hot.Release();
    }
}
