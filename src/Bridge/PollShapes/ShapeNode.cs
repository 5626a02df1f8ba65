using System.Globalization;
using System.Text.Json;

namespace Bridge.PollShapes;

/// <summary>A tree of texts: what configuration looks like, wherever it comes from. A list's children are called <c>0</c>, <c>1</c>, …; every scalar is text.</summary>
/// <param name="Path">Where it stands, with colons: <c>Shapes:talk:cursor</c>.</param>
/// <param name="Text">The scalar; null or empty where there are children.</param>
/// <param name="Children">What is below, in order.</param>
internal sealed record ShapeNode(string Path, string? Text, IReadOnlyList<ShapeNode> Children)
{
    /// <summary>The last part of the path.</summary>
    public string Key => Path[(Path.LastIndexOf(':') + 1)..];

    /// <summary>Whether nothing is written here, as <c>null</c>.</summary>
    public bool IsAbsent => Text is null && Children.Count == 0;

    /// <summary>Whether the children are a list's. So is no child at all.</summary>
    public bool IsList => Children.Select((child, at) => child.Key == at.ToString(CultureInfo.InvariantCulture)).All(fits => fits);

    /// <summary>The tree of a JSON text.</summary>
    /// <exception cref="JsonException">The text is no JSON; the message says where.</exception>
    public static ShapeNode FromJson(string path, ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        return From(path, document.RootElement);
    }

    private static ShapeNode From(string path, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object when element.EnumerateObject().Any() =>
            new(path, null, [.. element.EnumerateObject().Select(property => From($"{path}:{JsonReading.NameOf(property)}", property.Value))]),
        JsonValueKind.Array when element.GetArrayLength() > 0 => new(path, null, [.. element.EnumerateArray().Select((item, at) => From($"{path}:{at}", item))]),
        JsonValueKind.Object or JsonValueKind.Array => new(path, "", []),
        JsonValueKind.Null => new(path, null, []),
        _ => new(path, JsonReading.Scalar(element) ?? "\uFFFD", []),
    };
}
