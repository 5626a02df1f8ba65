using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Upstream;

/// <summary>Writes what a backend answered into its channel: the items of one answer in one append, with the cursor after them, and only if nobody has gone on meanwhile.</summary>
/// <remarks>
/// That condition, not a lock, makes the items of a cursor exactly once: of two who poll the same endpoint one appends, the other starts over from the log. What is expected is the
/// place of the last checkpoint, as its text may come again. Where several items share a cursor an item's id is its key as well.
/// </remarks>
internal sealed class UpstreamLog(UpstreamScope scope, Publisher publisher, IChannelLog log, IRecordStore records)
{
    private readonly PollShape _shape = scope.Shape;
    private readonly BackendLives _lives = new(scope.Channel, records);
    private readonly StoredItems _items = new(scope.Shape);

    /// <summary>Where the log stands, with a cursor of before where that still holds.</summary>
    public async ValueTask<UpstreamPlace> PlaceAsync(UpstreamPlace? before, CancellationToken cancellationToken)
    {
        var head = await log.HeadAsync(scope.Channel, cancellationToken).ConfigureAwait(false);
        var isKnown = before is not null && before.Stored == head.CheckpointAt && before.Head == head.Head;
        var life = _shape.Dedupe is null ? default : await _lives.FindAsync(head.Head.Epoch, cancellationToken).ConfigureAwait(false);
        return new UpstreamPlace
        {
            Checkpoint = head.LastCheckpoint,
            Stored = head.CheckpointAt,
            At = head.Head,
            Cursor = isKnown ? before!.Cursor : HasCursor && head.LastCheckpoint is { Text.Length: > 0 } stored ? stored.Text : null,
            Head = head.Head,
            Life = life,
            State = _shape.Kind == ShapeKind.State ? await StateAsync(head, cancellationToken).ConfigureAwait(false) : null,
            Seen = isKnown && before!.Life == life ? before.Seen : await SeenAsync(head, life, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>The backend counts anew; false: somebody else has gone on, perhaps in its new life already, and what was heard of its head may be old.</summary>
    public async ValueTask<bool> BeginAnewAsync(UpstreamPlace place, CancellationToken cancellationToken)
    {
        var head = await log.HeadAsync(scope.Channel, cancellationToken).ConfigureAwait(false);
        if (head.Head != place.Head)
        {
            return false;
        }

        place.Life = _shape.Dedupe is null ? default : await _lives.BeginAsync(head.Head, cancellationToken).ConfigureAwait(false);
        place.Cursor = null;
        place.Seen?.Clear();
        return true;
    }

    /// <summary>Appends the items.</summary>
    /// <param name="place">Where the poll stands; it moves on when this succeeds.</param>
    /// <param name="items">The items, the oldest first.</param>
    /// <param name="cursor">The cursor after all of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were new; null: somebody else has gone on, find the place anew.</returns>
    /// <exception cref="BridgeException">The store is full, or an item is too large.</exception>
    public async ValueTask<int?> AppendAsync(UpstreamPlace place, IReadOnlyList<AnswerItem> items, string? cursor, CancellationToken cancellationToken)
    {
        var fresh = place.Seen?.New(items) ?? items;
        var entries = Entries(place, fresh, cursor);
        var state = _shape.Kind == ShapeKind.State && entries.Length > 0 ? StateOf(entries[^1].Payload.Bytes.Span) : null;
        if (entries.Length == 0 || (state is not null && state == place.State && entries[^1].Checkpoint == place.Checkpoint))
        {
            place.Cursor = cursor;
            return 0;
        }

        foreach (var entry in entries)
        {
            if (publisher.Fault(entry.Payload) is { } fault)
            {
                throw new BridgeException(fault);
            }
        }

        var result = await publisher.AppendAsync(scope.Channel, entries, place.Stored, cancellationToken).ConfigureAwait(false);
        if (result.Status == AppendStatus.CheckpointMoved)
        {
            return null;
        }

        foreach (var item in fresh)
        {
            if (item.Id is not null)
            {
                place.Seen?.Add(item.Id);
            }
        }

        place.Head = result.Status == AppendStatus.Appended ? result.Last : place.Head;
        if (entries[^1].Checkpoint is { } checkpoint)
        {
            place.Checkpoint = checkpoint;
            place.Stored = result.Last; // unless the last one was there before: then the next append finds out
        }

        place.State = state;
        place.At = result.Last.Epoch != place.At.Epoch || result.Last.Offset > place.At.Offset ? result.Last : place.At;
        place.Cursor = cursor;
        return entries.Length;
    }

    private bool HasCursor => _shape.Cursor.Parts.Count > 0 || _shape.Cursor.Map is not null;

    private Entry[] Entries(UpstreamPlace place, IReadOnlyList<AnswerItem> items, string? cursor)
    {
        if (_shape.Kind == ShapeKind.State && items.Count > 1)
        {
            items = [items[^1]]; // only the latest counts
        }

        var entries = new Entry[items.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var bytes = items[i].Raw.ToArray(); // a slice would keep the whole answer in memory as long as this item
            var after = i == entries.Length - 1 ? cursor : items[i].Cursor;
            entries[i] = new Entry(
                new Payload(bytes, _shape.Items.Form != ItemsForm.Text ? PayloadKind.Json : Utf8.IsValid(bytes) ? PayloadKind.Text : PayloadKind.Binary),
                Audience.Everyone,
                place.Seen is not null && items[i].Id is { } id ? Key($"{place.Life.Offset}:{id}") : null,
                HasCursor ? after is null ? null : new Checkpoint(after) : _shape.Kind == ShapeKind.State ? new Checkpoint(StateOf(bytes)) : null);
        }

        return entries;
    }

    /// <summary>The ids of the newest messages, back to where the backend began anew: from there on the same ids were other items.</summary>
    private async ValueTask<DedupeWindow?> SeenAsync(ChannelHead head, Position life, CancellationToken cancellationToken)
    {
        if (_shape.Dedupe is not { } dedupe)
        {
            return null;
        }

        var kept = new List<Message>();
        var from = Math.Max(Math.Max(head.Tail.Offset, life.Offset), head.Head.Offset - dedupe.Window);
        await log.ReadAsync(scope.Channel, head.Head with { Offset = from }, new ReadLimit(dedupe.Window, int.MaxValue), kept, cancellationToken).ConfigureAwait(false);
        return new DedupeWindow(dedupe.Window, kept.Select(message => _items.Read(message.Payload.Bytes).Id).OfType<string>());
    }

    /// <summary>What the newest message says; null when there is none.</summary>
    private async ValueTask<string?> StateAsync(ChannelHead head, CancellationToken cancellationToken)
    {
        var newest = new List<Message>(1);
        if (head.Head.Offset > head.Tail.Offset)
        {
            await log.ReadAsync(scope.Channel, head.Head with { Offset = head.Head.Offset - 1 }, new ReadLimit(1, int.MaxValue), newest, cancellationToken).ConfigureAwait(false);
        }

        return newest is [var message] ? StateOf(message.Payload.Bytes.Span) : null;
    }

    private static string StateOf(ReadOnlySpan<byte> bytes) => Key(Convert.ToHexString(SHA256.HashData(bytes)));

    /// <summary>A dedupe key: short and printable whatever the backend's ids are.</summary>
    private static string Key(string text) => "u:" + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 18));
}
