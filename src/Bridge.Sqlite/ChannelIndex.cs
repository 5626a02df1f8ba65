using System.Collections.Concurrent;
using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Data.Sqlite;

namespace Bridge.Sqlite;

/// <summary>All channels as they stand committed, loaded at start. Found from any thread, changed by the writer's.</summary>
internal sealed class ChannelIndex
{
    private readonly ConcurrentDictionary<ChannelName, SqliteChannel> _channels = [];
    private readonly Retention _retention;
    private readonly Func<ChannelName, Retention?>? _retentionOf;
    private readonly SqliteChannel _nothing; // what a channel looks like that never had a message
    private long _lastId;

    public ChannelIndex(SqliteConnection connection, Epoch epoch, Retention retention, Func<ChannelName, Retention?>? retentionOf)
    {
        (Epoch, _retention, _retentionOf) = (epoch, retention, retentionOf);
        _nothing = new SqliteChannel(0, default, retention, default);
        using var rows = new Statement(
            connection, "SELECT id, name, head, tail, swept, total_at_head, total_at_tail, oldest, trimmed_for, checkpoint, keys, oldest_key, checkpoint_at FROM channels");
        while (rows.Step())
        {
            var channel = Load(rows);
            _channels[channel.Name] = channel;
            _lastId = Math.Max(_lastId, channel.Id);
            Bytes += channel.State.Bytes;
            Count++;
        }
    }

    /// <summary>Writes a channel's row; see <see cref="Bind"/>.</summary>
    public const string Put =
        """
        INSERT INTO channels (id, name, head, tail, swept, total_at_head, total_at_tail, oldest, trimmed_for, checkpoint, keys, oldest_key, checkpoint_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT (id) DO UPDATE SET head = ?3, tail = ?4, swept = ?5, total_at_head = ?6, total_at_tail = ?7, oldest = ?8, trimmed_for = ?9, checkpoint = ?10,
          keys = ?11, oldest_key = ?12, checkpoint_at = ?13
        """;

    public Epoch Epoch { get; }

    /// <summary>The payload bytes kept. The writer's.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many channels ever had a message. The writer's.</summary>
    public int Count { get; private set; }

    public IEnumerable<SqliteChannel> All => _channels.Select(pair => pair.Value);

    public static Statement Bind(Statement put, SqliteChannel channel, ChannelState state) => put
        .Bind(1, channel.Id).Bind(2, channel.Name.Value).Bind(3, state.Head).Bind(4, state.Tail).Bind(5, state.Swept).Bind(6, state.TotalAtHead)
        .Bind(7, state.TotalAtTail).Bind(8, state.Oldest).Bind(9, (long)state.TrimmedFor).Bind(10, state.LastCheckpoint?.Text).Bind(11, state.Keys)
        .Bind(12, state.OldestKey).Bind(13, state.CheckpointAt);

    public SqliteChannel? Find(ChannelName name) => _channels.GetValueOrDefault(name);

    public SqliteChannel FindOrNothing(ChannelName name) => Find(name) ?? _nothing;

    /// <summary>A channel that begins to exist if what is appended to it gets committed.</summary>
    public SqliteChannel Create(ChannelName name) => new(++_lastId, name, _retentionOf?.Invoke(name) ?? _retention, default);

    /// <summary>A draft has been committed.</summary>
    public void Published(ChannelDraft draft)
    {
        Bytes += draft.Growth;
        if (draft.IsNew)
        {
            _channels[draft.Channel.Name] = draft.Channel;
            Count++;
        }
    }

    private SqliteChannel Load(Statement row)
    {
        ChannelName name = row.Text(1);
        return new SqliteChannel(row.Number(0), name, _retentionOf?.Invoke(name) ?? _retention, new ChannelState
        {
            Head = row.Number(2), Tail = row.Number(3), Swept = row.Number(4), TotalAtHead = row.Number(5), TotalAtTail = row.Number(6), Oldest = row.Number(7),
            TrimmedFor = (GapReason)row.Number(8), LastCheckpoint = row.TextOrNull(9) is { } text ? new Checkpoint(text) : null, Keys = (int)row.Number(10),
            OldestKey = row.Number(11), CheckpointAt = row.Number(12),
        });
    }
}
