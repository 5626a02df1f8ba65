using Bridge.Messaging;

namespace Bridge.Sqlite;

/// <summary>A channel as the transaction under way has changed it.</summary>
internal sealed class ChannelDraft(SqliteChannel channel, ChannelState state, bool isNew)
{
    private readonly ChannelState _before = state;

    public SqliteChannel Channel => channel;

    /// <summary>Whether the channel begins to exist with this transaction.</summary>
    public bool IsNew => isNew;

    public ChannelState State { get; set; } = state;

    public bool IsChanged => State != _before;

    /// <summary>By how much the store's bytes grow.</summary>
    public long Growth => State.Bytes - _before.Bytes;

    /// <summary>By how much the rows grow that wait to be swept.</summary>
    public long Garbage => State.Tail - State.Swept - (_before.Tail - _before.Swept);

    public List<Message> Added { get; } = [];
}
