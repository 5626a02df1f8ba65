using System.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres;

/// <summary>A channel as this node remembers it in one epoch: its newest messages, and how it stood when it was last looked at. What it remembers may be old, but is never wrong: only a look at the
/// database may say that there is nothing more.</summary>
internal sealed class PostgresChannel
{
    // Whoever is woken by a hint reads what the hint was about, from memory; what came after that has a hint of its own.
    private static readonly long Woken = Stopwatch.Frequency / 4;

    private readonly Lock _gate = new();
    private readonly HotTails _hot;
    private readonly Looks _looks;
    private MessageRing? _ring;
    private ChannelState _state;
    private long _wokenUntil;
    private long _told = -1;

    public PostgresChannel(ChannelName name, Epoch epoch, HotTails hot, Func<PostgresChannel, long, Task<bool>> look)
    {
        (Name, Epoch, _hot) = (name, epoch, hot);
        _looks = new Looks(_gate, () => look(this, Head));
    }

    public ChannelName Name { get; }

    public Epoch Epoch { get; }

    /// <summary>Whether anybody asked since the last <see cref="Forget"/>.</summary>
    public bool IsUsed { get; set; } = true;

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

    /// <summary>The last offset in memory; negative: it was never looked at.</summary>
    public long Head
    {
        get
        {
            lock (_gate)
            {
                return _ring?.Head ?? -1;
            }
        }
    }

    /// <summary>Whether a look may suffice to read on from there.</summary>
    public bool IsHot(Position after)
    {
        lock (_gate)
        {
            return _ring is null || after.Epoch != Epoch || after.Offset >= _ring.Tail;
        }
    }

    /// <summary>Reads from memory what a hint was about, right behind the hint.</summary>
    public bool TryRead(Position after, ReadLimit limit, List<Message> into, out ReadResult result)
    {
        lock (_gate)
        {
            result = default;
            if (_ring is null || after.Epoch != Epoch || after.Offset < _ring.Tail || after.Offset < _state.Tail || after.Offset >= _ring.Head
                || _ring.Head < _state.Head || Stopwatch.GetTimestamp() >= _wokenUntil)
            {
                return false;
            }

            var upTo = _ring.CopyTo(into, after.Offset, limit);
            result = new(new(Epoch, upTo), upTo == _ring.Head);
            return true;
        }
    }

    /// <summary>Reads from memory right after a look; false when messages are wanted that are not there.</summary>
    public bool TryReadFresh(Position after, ReadLimit limit, List<Message> into, out ReadResult result)
    {
        lock (_gate)
        {
            var gap = GapAt(after, Epoch, _state);
            var from = gap is null ? after.Offset : _state.Tail;
            result = default;
            if (_ring is null || _ring.Head < _state.Head || from < _ring.Tail)
            {
                return false;
            }

            var upTo = _ring.CopyTo(into, from, limit);
            result = new(new(Epoch, upTo), upTo == _ring.Head, gap, gap is null ? default : new(Epoch, _state.Tail));
            return true;
        }
    }

    public static GapReason? GapAt(Position after, Epoch epoch, ChannelState state) =>
        after.Epoch != epoch ? GapReason.Epoch : after.Offset > state.Head ? GapReason.Ahead : after.Offset < state.Tail ? state.TrimmedFor : null;

    /// <summary>Looks at the database, from now on.</summary>
    /// <returns>False when the store turned out to be in another epoch.</returns>
    public Task<bool> LookAsync()
    {
        lock (_gate)
        {
            IsUsed = true;
            return _looks.NextAsync();
        }
    }

    /// <summary>The last offset that this node's listeners were told of; negative: none. Not what memory holds: a reader's own look may have brought that, and told nobody.</summary>
    public long Told
    {
        get
        {
            lock (_gate)
            {
                return _told;
            }
        }
    }

    /// <summary>Listeners are about to be told of a head.</summary>
    public void Tell(long head)
    {
        lock (_gate)
        {
            _told = Math.Max(_told, head);
        }
    }

    /// <summary>A hint is about to wake readers: what memory holds suffices for them, if it is all that is known of.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _wokenUntil = Stopwatch.GetTimestamp() + Woken;
        }
    }

    /// <summary>What this node has committed.</summary>
    public void Committed(ChannelState state, List<Message> added)
    {
        long growth;
        lock (_gate)
        {
            var before = _ring?.Bytes ?? 0;
            _ring ??= new MessageRing(state.Head - added.Count);
            Add(added);
            Know(state);
            growth = _ring.Bytes - before;
        }

        _hot.Changed(this, growth, added);
    }

    /// <summary>What a look has found: the messages behind those in memory.</summary>
    public void Found(ChannelState state, List<Message> messages)
    {
        long growth;
        lock (_gate)
        {
            var before = _ring?.Bytes ?? 0;
            _ring ??= new MessageRing(messages.Count > 0 ? messages[0].Position.Offset - 1 : state.Head);
            Add(messages);
            if (_ring.Head < state.Head)
            {
                _ring = new MessageRing(state.Head); // too many at once: memory begins anew behind them
            }

            Know(state);
            growth = _ring.Bytes - before;
        }

        _hot.Changed(this, growth, messages);
    }

    /// <summary>What a read that went past memory has found of the channel. From here on memory that holds less says nothing of the end: the channel's pump may have passed over what is missing here, and marks nobody
    /// twice.</summary>
    public void Saw(ChannelState state)
    {
        long growth;
        lock (_gate)
        {
            var before = _ring?.Bytes ?? 0;
            Know(state);
            growth = (_ring?.Bytes ?? 0) - before;
        }

        _hot.Changed(this, growth, []);
    }

    /// <summary>Lets go of the messages up to an offset; returns by how much the bytes shrank.</summary>
    public long Cool(long upTo)
    {
        lock (_gate)
        {
            var before = _ring?.Bytes ?? 0;
            Drop(upTo);
            return before - (_ring?.Bytes ?? 0);
        }
    }

    /// <summary>Whether nobody asked for it lately and it holds nothing.</summary>
    public bool Forget()
    {
        lock (_gate)
        {
            var isIdle = !IsUsed && !_looks.IsRunning && _ring is not { Count: > 0 };
            IsUsed = false;
            return isIdle;
        }
    }

    private void Add(List<Message> messages)
    {
        foreach (var message in messages)
        {
            if (message.Position.Offset == _ring!.Head + 1)
            {
                _ring.Add(message);
            }
        }
    }

    /// <summary>Forward only: reads end in another order than they began.</summary>
    private void Know(ChannelState state)
    {
        _state = state.Head > _state.Head || (state.Head == _state.Head && state.Tail >= _state.Tail) ? state : _state;
        Drop(_state.Tail);
    }

    private void Drop(long upTo)
    {
        while (_ring is { Count: > 0 } && _ring.Tail < upTo)
        {
            _ring.DropOldest();
        }

        _ring?.Release();
    }
}
