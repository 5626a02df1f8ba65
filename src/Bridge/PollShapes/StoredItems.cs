using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>Reads items that were kept one by one, as they stood in an answer.</summary>
internal sealed class StoredItems(PollShape shape)
{
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

    private string? Id(JsonElement root) => _id?.Find(root) is { } id ? JsonReading.Text(id) : null;
}
