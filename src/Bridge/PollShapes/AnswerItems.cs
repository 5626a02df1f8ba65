using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>Takes the items out of an answer, the oldest first.</summary>
internal sealed class AnswerItems(PollShape shape)
{
    /// <summary>How many items an answer may have.</summary>
    public const int MaxCount = 10_000;

    private readonly DottedPath _path = new(shape.Items.Path);
    private readonly DottedPath? _id = Path(shape.Items.Id);
    private readonly DottedPath? _channel = Path(shape.Items.Channel);
    private readonly DottedPath? _data = Path(shape.Items.Data);
    private readonly (DottedPath Path, ItemsWhere Where)[] _where = [.. shape.Items.Where.Select(where => (new DottedPath(where.Path), where))];

    /// <summary>Every item, also those that are passed over; what is wrong, or null.</summary>
    public AnswerVerdict.Broken? Read(AnswerView view, out List<FoundItem> items)
    {
        items = [];
        if (shape.Items.Form == ItemsForm.Text)
        {
            if (view.Answer.Body.Length > 0)
            {
                items.Add(new FoundItem(null, view.Answer.Body, null, true));
            }

            return null;
        }

        if (view.Json is not { } root)
        {
            return new("body", view.IsBlank ? "The body is empty." : "The body is no JSON.");
        }

        var places = _path.Each(root);
        if (places.Count == 0)
        {
            return new("items.path", $"There is nothing at '{_path}'.");
        }

        foreach (var place in places)
        {
            if (Read(place, view.Body, items) is { } fault)
            {
                return fault;
            }
        }

        if (shape.Items.Order == ItemsOrder.Desc)
        {
            items.Reverse();
        }

        return null;
    }

    /// <summary>The item as it is handed on.</summary>
    public AnswerItem Made(FoundItem item, ReadOnlyMemory<byte> body, string? cursor) => item.Element is not { } element
        ? new AnswerItem(item.Raw, item.Raw, null, null, cursor)
        : new AnswerItem(
            item.Raw,
            _data?.Find(element) is { } data ? JsonReading.Slice(data, body) : item.Raw,
            _id?.Find(element) is { } id ? JsonReading.Text(id) : item.Name,
            Channel(item),
            cursor);

    /// <summary>What the backend calls the item's channel.</summary>
    public string? Channel(FoundItem item) => item.Element is { } element && _channel?.Find(element) is { } channel ? JsonReading.Scalar(channel) : null;

    /// <summary>What a page wants of the item.</summary>
    public JsonElement? Data(FoundItem item) => item.Element is { } element ? _data is null ? element : _data.Find(element) : null;

    private AnswerVerdict.Broken? Read(JsonElement place, ReadOnlyMemory<byte> body, List<FoundItem> items)
    {
        switch (shape.Items.Form)
        {
            case ItemsForm.Array when place.ValueKind == JsonValueKind.Array:
                foreach (var element in place.EnumerateArray())
                {
                    if (!Add(element, null, body, items))
                    {
                        return TooMany;
                    }
                }

                return null;
            case ItemsForm.Map when place.ValueKind == JsonValueKind.Object:
                foreach (var property in place.EnumerateObject())
                {
                    if (!Add(property.Value, JsonReading.NameOf(property), body, items))
                    {
                        return TooMany;
                    }
                }

                return null;
            case ItemsForm.Single:
                return Add(place, null, body, items) ? null : TooMany;
            default:
                return new("items.path", $"'{_path}' is {(shape.Items.Form == ItemsForm.Array ? "no array" : "no object")}, it is {Kind(place)}.");
        }
    }

    private bool Add(JsonElement element, string? name, ReadOnlyMemory<byte> body, List<FoundItem> items)
    {
        items.Add(new FoundItem(element, JsonReading.Slice(element, body), name, Array.TrueForAll(_where, condition => Holds(condition.Path, condition.Where, element))));
        return items.Count <= MaxCount;
    }

    private static AnswerVerdict.Broken TooMany { get; } = new("items.path", $"There are more than {MaxCount} items.");

    private static bool Holds(DottedPath path, ItemsWhere where, JsonElement item)
    {
        var holds = path.Find(item) is { } value
            && (where.EqualTo is null || JsonReading.Is(value, where.EqualTo))
            && (where.Prefix is null || JsonReading.Scalar(value)?.StartsWith(where.Prefix, StringComparison.Ordinal) == true);
        return holds != where.Not;
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static DottedPath? Path(string? text) => text is null ? null : new DottedPath(text);

    /// <summary>An item as it stands in the answer.</summary>
    /// <param name="Element">Its JSON; null for text.</param>
    /// <param name="Raw">Its bytes.</param>
    /// <param name="Name">Its name in a map.</param>
    /// <param name="IsWanted">Whether it is handed on.</param>
    internal readonly record struct FoundItem(JsonElement? Element, ReadOnlyMemory<byte> Raw, string? Name, bool IsWanted);
}
