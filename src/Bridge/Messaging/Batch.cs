namespace Bridge.Messaging;

/// <summary>What one delivery carries: messages in channel order, gaps, and where the reader stands afterwards. Reused: valid until it is handed back.</summary>
public sealed class Batch
{
    [ThreadStatic]
    private static Batch? _spare;

    /// <summary>The messages.</summary>
    public List<Message> Messages { get; } = [];

    /// <summary>The gaps; each stands before the messages of its channel.</summary>
    public List<Gap> Gaps { get; } = [];

    /// <summary>Channels whose cursor moved further than their last message here: what lies between is not for this reader.</summary>
    public List<KeyValuePair<ChannelName, Position>> Moved { get; } = [];

    /// <summary>The messages' payloads in bytes.</summary>
    public int Bytes { get; set; }

    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => Messages.Count == 0 && Gaps.Count == 0 && Moved.Count == 0;

    /// <summary>An empty batch.</summary>
    public static Batch Rent()
    {
        var batch = _spare ?? new Batch();
        _spare = null;
        return batch;
    }

    /// <summary>Hands the batch back; it must not be touched afterwards.</summary>
    public void Return()
    {
        Clear();
        _spare = this;
    }

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        Messages.Clear();
        Gaps.Clear();
        Moved.Clear();
        Bytes = 0;
    }
}
