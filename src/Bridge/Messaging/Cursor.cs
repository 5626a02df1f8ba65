using System.Collections;

namespace Bridge.Messaging;

/// <summary>A position per channel: where a reader stands.</summary>
public sealed class Cursor : IEnumerable<KeyValuePair<ChannelName, Position>>
{
    /// <summary>No channel at all.</summary>
    public static readonly Cursor Empty = new([]);

    private const int Few = 16;

    private readonly KeyValuePair<ChannelName, Position>[] _positions; // few channels: a scan beats a table
    private readonly Dictionary<ChannelName, Position>? _table; // many: whoever sends thousands must not have each message sought among them

    /// <summary>Takes the positions; of a channel named twice the last one counts.</summary>
    public Cursor(IEnumerable<KeyValuePair<ChannelName, Position>> positions)
    {
        _positions = [.. positions.GroupBy(pair => pair.Key).Select(group => group.Last())];
        _table = _positions.Length > Few ? new(_positions) : null;
    }

    private Cursor(ChannelName channel, Position position) => _positions = [new(channel, position)];

    /// <summary>A cursor on one channel.</summary>
    public static Cursor Of(ChannelName channel, Position position) => new(channel, position);

    /// <summary>How many channels it names.</summary>
    public int Count => _positions.Length;

    /// <summary>The position in a channel, or null.</summary>
    public Position? this[ChannelName channel]
    {
        get
        {
            if (_table is not null)
            {
                return _table.TryGetValue(channel, out var position) ? position : null;
            }

            foreach (var pair in _positions)
            {
                if (pair.Key == channel)
                {
                    return pair.Value;
                }
            }

            return null;
        }
    }

    /// <summary>The same cursor with these positions in their channels.</summary>
    public Cursor With(Cursor other) => new([.. _positions, .. other._positions]);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<ChannelName, Position>> GetEnumerator() => _positions.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _positions.GetEnumerator();
}
