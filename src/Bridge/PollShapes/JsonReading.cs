using System.Runtime.InteropServices;
using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>Reads JSON that others wrote: nothing here throws for what the text says.</summary>
internal static class JsonReading
{
    /// <summary>The document; null when the bytes are no JSON or nest deeper than 64.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return JsonDocument.Parse(utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A string's text, or a number's, true's or false's as it stands; null for anything else and for strings that can't be read.</summary>
    public static string? Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Guarded(element, static text => text.GetString()),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Raw(element),
        _ => null,
    };

    /// <summary>A scalar's text, or the JSON text of an object or array; null for <c>null</c>.</summary>
    public static string? Text(JsonElement element) =>
        element.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? Raw(element) : Scalar(element);

    /// <summary>The JSON text as it stands; null when it is no UTF-8.</summary>
    public static string? Raw(JsonElement element) => Guarded(element, static value => value.GetRawText());

    /// <summary>The property's value; null when there is none.</summary>
    public static JsonElement? Member(JsonElement element, string name) =>
        Guarded<JsonElement?>(element, parent => parent.TryGetProperty(name, out var value) ? value : null);

    /// <summary>The property's name; a replacement character when it can't be read.</summary>
    public static string NameOf(JsonProperty property) => Guarded(property, static known => known.Name) ?? "\uFFFD";

    /// <summary>Whether the value is this text, or this JSON text.</summary>
    public static bool Is(JsonElement element, string text) => element.ValueKind switch
    {
        JsonValueKind.Array when element.GetArrayLength() == 0 => text == "[]",
        JsonValueKind.Object when element.GetPropertyCount() == 0 => text == "{}",
        JsonValueKind.Null => text == "null",
        _ => Text(element) == text,
    };

    /// <summary>Where the value stands in the bytes that the document was parsed from.</summary>
    public static ReadOnlyMemory<byte> Slice(JsonElement element, ReadOnlyMemory<byte> utf8)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return utf8.Span.Overlaps(raw, out var offset) ? utf8.Slice(offset, raw.Length) : raw.ToArray();
    }

    private static TResult? Guarded<T, TResult>(T value, Func<T, TResult?> read)
    {
        try
        {
            return read(value);
        }
        catch (InvalidOperationException) // half a surrogate pair, or no UTF-8
        {
            return default;
        }
    }

    private static TResult? Guarded<TResult>(JsonElement value, Func<JsonElement, TResult?> read) => Guarded<JsonElement, TResult>(value, read);
}
