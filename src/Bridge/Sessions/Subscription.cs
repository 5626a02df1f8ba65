using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>One reader in one channel: its cursor there, and whether there may be news for it.</summary>
/// <remarks>
/// Three states. <c>Clean</c>: it has read all there was, and the channel's pump has found nothing for it since. <c>Dirty</c>: there may be news. <c>Reading</c>: its
/// reader is at the log. Only the pump makes a clean one dirty, and before it does, it says how far it had found nothing (the lift): a reader that nothing concerned for
/// hours has missed nothing, even when the log was trimmed past its cursor.
/// </remarks>
internal sealed class Subscription(Reader reader, ChannelName channel, TagSet tags, Position start)
{
    private const int Clean = 0;
    private const int Dirty = 1;
    private const int Reading = 2;

    private int _state = Dirty;
    private Position _lift = start;

    public Reader Reader { get; } = reader;

    public ChannelName Channel { get; } = channel;

    public TagSet Tags { get; } = tags;

    /// <summary>Where it reads on. Belongs to the reader's loop.</summary>
    public Position Cursor { get; private set; } = start;

    /// <summary>The position that the client knows of. Belongs to the reader's loop.</summary>
    public Position Told { get; set; } = start;

    /// <summary>Where it is registered.</summary>
    public ChannelWaiters? Waiters { get; set; }

    /// <summary>Its place in the channel's list.</summary>
    public int Index { get; set; }

    public bool IsDirty => Volatile.Read(ref _state) == Dirty;

    /// <summary>The pump found something: true when the reader must be signalled.</summary>
    /// <param name="nothingUpTo">Up to here the pump had found nothing since this subscription was clean.</param>
    public bool MarkDirty(Position nothingUpTo)
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Dirty:
                    return false;
                case Clean:
                    _lift = nothingUpTo;
                    Volatile.Write(ref _state, Dirty); // a clean one is changed by nobody but the one pump
                    return true;
                default:
                    if (Interlocked.CompareExchange(ref _state, Dirty, Reading) == Reading)
                    {
                        return true;
                    }

                    break;
            }
        }
    }

    /// <summary>The reader goes to the log.</summary>
    public void BeginRead()
    {
        if (Cursor.IsBefore(_lift))
        {
            Cursor = _lift;
        }

        Interlocked.Exchange(ref _state, Reading); // seen by the pump before the log is read: who finds it dirty still relies on this read
    }

    /// <summary>The reader is back.</summary>
    public void EndRead(Position upTo, bool atHead)
    {
        Cursor = upTo;
        _lift = upTo;
        if (!atHead)
        {
            Volatile.Write(ref _state, Dirty);
        }
        else
        {
            Interlocked.CompareExchange(ref _state, Clean, Reading); // the pump may have been here meanwhile: then it stays dirty
        }
    }

    /// <summary>Up to where nothing is missing to the client once it has handled what it was sent.</summary>
    public Position Reached
    {
        get
        {
            var examined = Waiters?.Examined ?? default; // before the state: what the pump examines later makes it dirty first
            var upTo = Volatile.Read(ref _state) == Clean ? examined : _lift; // a dirty one's lift stands still until it has been read
            return Cursor.IsBefore(upTo) ? upTo : Cursor;
        }
    }
}
