using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Data.Sqlite;

namespace Bridge.Sqlite;

/// <summary>One connection that reads. Not safe for two threads at once; the writer does not disturb it.</summary>
internal sealed class FileReader(SqliteConnection connection) : IDisposable
{
    internal const string MessagesSql =
        "SELECT offset, time, kind, audience, payload, checkpoint FROM messages WHERE channel = ?1 AND offset > ?2 AND offset <= ?3 ORDER BY offset LIMIT ?4";

    internal const string CheckpointSql = "SELECT MAX(offset) FROM messages WHERE channel = ?1 AND checkpoint = ?2 AND offset > ?3 AND offset <= ?4";

    internal const string RecordSql = "SELECT value, version, until FROM records WHERE key = ?1";

    private readonly Statement _messages = new(connection, MessagesSql);
    private readonly Statement _checkpoint = new(connection, CheckpointSql);
    private readonly Statement _record = new(connection, RecordSql);

    /// <summary>Adds the messages of the view, as far as the limit allows.</summary>
    /// <returns>The last offset added; null when the first is no longer in the file: the tail has moved on since the view was taken.</returns>
    public long? Messages(SqliteChannel channel, Epoch epoch, ReadView view, ReadLimit limit, List<Message> into)
    {
        long bytes = 0;
        var last = view.From;
        _messages.Bind(1, channel.Id).Bind(2, view.From).Bind(3, view.Head).Bind(4, Math.Max(1, limit.Messages));
        try
        {
            while (_messages.Step())
            {
                var offset = _messages.Number(0);
                if (offset != last + 1)
                {
                    return null; // sweeping goes from the oldest on, so it can only be the first that is missing
                }

                var payload = _messages.Bytes(4);
                bytes += payload.Length;
                if (bytes > limit.Bytes && last > view.From)
                {
                    return last;
                }

                into.Add(new Message(
                    channel.Name, new Position(epoch, offset), new Payload(payload, (PayloadKind)_messages.Number(2)), AudienceText.Read(_messages.TextOrNull(3)),
                    new DateTimeOffset(_messages.Number(1), TimeSpan.Zero), _messages.TextOrNull(5) is { } text ? new Checkpoint(text) : null));
                last = offset;
            }
        }
        finally
        {
            _messages.Reset();
        }

        return last > view.From ? last : null;
    }

    public long? Checkpoint(SqliteChannel channel, Checkpoint checkpoint, ChannelState state)
    {
        _checkpoint.Bind(1, channel.Id).Bind(2, checkpoint.Text).Bind(3, state.Tail).Bind(4, state.Head).Step();
        long? found = _checkpoint.IsNull(0) ? null : _checkpoint.Number(0);
        _checkpoint.Reset();
        return found;
    }

    public StoredRecord? Record(string key, DateTimeOffset now)
    {
        var found = _record.Bind(1, key).Step() && now.UtcTicks < _record.Number(2) ? new StoredRecord(_record.Bytes(0), _record.Number(1)) : null;
        _record.Reset();
        return found;
    }

    /// <summary>How many instructions the last reading of messages took.</summary>
    public int Steps() => _messages.Steps();

    public void Dispose()
    {
        Array.ForEach([_messages, _checkpoint, _record], statement => statement.Dispose());
        connection.Dispose();
    }
}
