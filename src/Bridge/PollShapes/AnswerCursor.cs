using System.Globalization;
using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>Finds the next cursor in an answer.</summary>
internal sealed class AnswerCursor(PollShape shape, AnswerItems items)
{
    private readonly CursorText _text = new(shape.Cursor);
    private readonly DottedPath? _mapPath = shape.Cursor.Map is { } map ? new DottedPath(map.Path) : null;

    /// <summary>Whether items have a cursor of their own.</summary>
    private bool IsPerItem => shape.Cursor.Parts.Count > 0 && shape.Cursor.Parts.All(part => part.From is CursorSource.Item or CursorSource.Request);

    /// <summary>The cursor after the answer.</summary>
    /// <param name="view">The answer.</param>
    /// <param name="asked">The cursor that was asked with.</param>
    /// <param name="found">The answer's items, the oldest first.</param>
    /// <param name="next">The cursor; null: there is none.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public AnswerVerdict.Broken? Read(AnswerView view, string? asked, IReadOnlyList<AnswerItems.FoundItem> found, out string? next)
    {
        next = asked;
        var before = asked is null ? new Dictionary<string, string>() : _text.Decode(asked)?.ToDictionary();
        if (before is null)
        {
            return new("cursor", "The cursor that was asked with is none of this shape's.");
        }

        if (shape.Cursor.Map is not null)
        {
            Move(found, before);
        }
        else
        {
            foreach (var part in shape.Cursor.Parts.Where(part => part.From is not (CursorSource.Request or CursorSource.None)))
            {
                if (Text(part, view, found) is not { } text)
                {
                    // Without items the old one stays; with items it would bring them again, for ever.
                    if (found.Any(item => item.IsWanted))
                    {
                        return new($"cursor.parts.{part.Var}", $"There is nothing at {ChoiceText.Of(part.From)} '{part.Path}'.");
                    }
                }
                else if (Value(part.Type is CursorType.Int or CursorType.Time, part.Add, text) is { } value)
                {
                    before[part.Var] = value;
                }
                else
                {
                    return new($"cursor.parts.{part.Var}", $"The value at {ChoiceText.Of(part.From)} '{part.Path}' is no whole number.");
                }
            }
        }

        next = before.Count == 0 ? null : _text.Encode(before);
        return before.Count > 0 && next is null ? new("cursor", $"The next cursor can't be kept: it is longer than {CursorText.MaxLength} characters, or no text.") : null;
    }

    /// <summary>Where a client stands that has this item and nothing after it; null where items have no cursor.</summary>
    public string? After(AnswerItems.FoundItem item, string? asked)
    {
        if (!IsPerItem || item.Element is not { } element)
        {
            return null;
        }

        var parts = asked is null ? [] : _text.Decode(asked)?.ToDictionary() ?? [];
        foreach (var part in shape.Cursor.Parts.Where(part => part.From == CursorSource.Item))
        {
            if (new DottedPath(part.Path!).Find(element) is not { } value || JsonReading.Text(value) is not { } text
                || Value(part.Type is CursorType.Int or CursorType.Time, part.Add, text) is not { } known)
            {
                return null;
            }

            parts[part.Var] = known;
        }

        return _text.Encode(parts);
    }

    /// <summary>The text, or the number with what is added; null when it should be a number and is none.</summary>
    public static string? Value(bool isNumber, int add, string text) =>
        !isNumber && add == 0 ? text
        : CursorText.TryNumber(text, out var number) && number <= long.MaxValue - add ? (number + add).ToString(CultureInfo.InvariantCulture)
        : null;

    private static string? Text(CursorPart part, AnswerView view, IReadOnlyList<AnswerItems.FoundItem> found) => part.From != CursorSource.Item
        ? view.Text(part.From, part.Path!)
        : Newest(found) is { } newest && new DottedPath(part.Path!).Find(newest) is { } value ? JsonReading.Text(value)
        : null;

    // An old page that gets the items alone asks on from the last of them. What was passed over behind it comes again, and is passed over again.
    private static JsonElement? Newest(IReadOnlyList<AnswerItems.FoundItem> found) =>
        found.Count == 0 ? null : (found.LastOrDefault(item => item.IsWanted) is { Element: not null } wanted ? wanted : found[^1]).Element;

    private void Move(IReadOnlyList<AnswerItems.FoundItem> found, Dictionary<string, string> map)
    {
        foreach (var item in found)
        {
            var channel = items.Channel(item);
            if (channel is not null && channel == shape.Cursor.Map!.StatusChannel && items.Data(item) is { ValueKind: JsonValueKind.Object } status)
            {
                foreach (var property in status.EnumerateObject())
                {
                    if (JsonReading.NameOf(property) is var name && map.ContainsKey(name) && JsonReading.Scalar(property.Value) is { } position)
                    {
                        map[name] = position;
                    }
                }
            }
            else if (channel is not null && map.ContainsKey(channel) && item.Element is { } element && _mapPath!.Find(element) is { } id && JsonReading.Scalar(id) is { } text)
            {
                map[channel] = text;
            }
        }
    }
}
