using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>Reads items that were kept one by one, as they stood in an answer.</summary>
internal sealed class StoredItems(PollShape shape)
{
    private readonly AnswerCursor _cursor = new(shape, new AnswerItems(shape));
    private readonly DottedPath? _id = shape.Items.Id is { } id ? new DottedPath(id) : null;
    private readonly DottedPath? _data = shape.Items.Data is { } data ? new DottedPath(data) : null;

    /// <summary>The item; what it no longer has with it, as its name in a map, is null.</summary>
    public AnswerItem Read(ReadOnlyMemory<byte> raw)
    {
        using var document = _id is null && _data is null || shape.Items.Form == ItemsForm.Text ? null : JsonReading.Parse(raw);
        return document?.RootElement is not { } root
            ? new AnswerItem(raw, raw, null, null, null)
            : new AnswerItem(raw, _data?.Find(root) is { } data ? JsonReading.Slice(data, raw) : raw, Id(root), null, null);
    }

    /// <summary>Where a client stands that has this item and nothing after it, as the text of a checkpoint; null where items have no cursor.</summary>
    public string? Cursor(ReadOnlyMemory<byte> raw)
    {
        using var document = JsonReading.Parse(raw);
        return document is null ? null : _cursor.After(new AnswerItems.FoundItem(document.RootElement, raw, null, IsWanted: true), null);
    }

    private string? Id(JsonElement root) => _id?.Find(root) is { } id ? JsonReading.Text(id) : null;
}
