using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;

namespace Bridge;

/// <summary>The cursors of old clients whose backend is gone: the application publishes items as the backend wrote them, and each has its cursor in itself.</summary>
internal sealed class ShapeCheckpoints : ICheckpoints
{
    private (ChannelTemplate Channel, StoredItems Items)[] _shapes = [];

    /// <summary>Takes the shapes as they are now.</summary>
    public void Change(BridgeOptions options, IEnumerable<PollShape> shapes) => Volatile.Write(ref _shapes, options.Upstream.Backend is not null
        ? [] // who polls the backend knows its cursors
        : [.. shapes.Where(shape => shape.Scope == ShapeScope.Public).Select(shape => (new ChannelTemplate(shape.Channel), new StoredItems(shape)))]);

    public Checkpoint? After(ChannelName channel, Payload payload)
    {
        foreach (var (template, items) in _shapes)
        {
            if (template.Read(channel) is not null)
            {
                return payload.Kind == PayloadKind.Json && items.Cursor(payload.Bytes) is { } cursor ? new Checkpoint(cursor) : null;
            }
        }

        return null;
    }
}
