using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres;

/// <summary>A channel as the transaction under way has locked and changed it.</summary>
internal sealed class ChannelDraft(ChannelName name, ChannelState state, Retention retention)
{
    private readonly ChannelState _before = state;
    private readonly List<long> _totals = []; // of the oldest messages kept, as far as they may have to go
    private readonly List<long> _added = []; // of those appended

    public readonly record struct Key(UInt128 Print, long Offset, long Time);

    public ChannelName Name => name;

    public Retention Retention => retention;

    public ChannelState State { get; set; } = state;

    /// <summary>Whether the channel begins to exist with this transaction.</summary>
    public bool IsNew => _before.Head == 0;

    public bool IsChanged => State != _before;

    public long Growth => State.Bytes - _before.Bytes;

    public List<Message> Added { get; } = [];

    /// <summary>The keys looked up, and those that the transaction remembers.</summary>
    public Dictionary<Guid, Key> Known { get; } = [];

    /// <summary>Keys to be written.</summary>
    public Dictionary<Guid, Key> Remembered { get; } = [];

    /// <summary>How many of the oldest keys go.</summary>
    public int Forgotten { get; set; }

    public void Kept(long total) => _totals.Add(total);

    public void Appended(long total) => _added.Add(total);

    /// <summary>The running total at an offset that the transaction appends.</summary>
    public long TotalOf(long offset) => _added[(int)(offset - _before.Head - 1)];

    /// <summary>The running total at an offset; null for one that was not asked for.</summary>
    public long? TotalAt(long offset) =>
        offset == State.Tail ? State.TotalAtTail
        : offset > _before.Head ? _added[(int)(offset - _before.Head - 1)]
        : offset == _before.Head ? _before.TotalAtHead
        : offset - _before.Tail - 1 < _totals.Count ? _totals[(int)(offset - _before.Tail - 1)]
        : null;
}
