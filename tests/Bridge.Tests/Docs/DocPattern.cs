using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Tests.Docs;

/// <summary>What a page says that comes: <c>"*"</c> is any value, <c>"$name"</c> captures or is compared, members not shown may be present.</summary>
internal sealed class DocPattern(Dictionary<string, string> names)
{
    /// <summary>The text with the values of the names known so far.</summary>
    public string Fill(string text)
    {
        foreach (var (name, value) in names.OrderByDescending(pair => pair.Key.Length))
        {
            text = text.Replace("$" + name, value);
        }

        return text;
    }

    /// <summary>Why what came is not what the page says, or null; then the names are captured.</summary>
    public string? Compare(JsonNode? expected, JsonNode? actual)
    {
        var captured = new Dictionary<string, string>();
        if (Difference(expected, actual, "", captured) is { } difference)
        {
            return difference;
        }

        foreach (var (name, value) in captured)
        {
            names[name] = value;
        }

        return null;
    }

    private string? Difference(JsonNode? expected, JsonNode? actual, string path, Dictionary<string, string> captured)
    {
        switch (expected)
        {
            case JsonObject members:
                return actual is not JsonObject found
                    ? $"{path}: no object"
                    : members.Select(member => found.ContainsKey(member.Key)
                        ? Difference(member.Value, found[member.Key], $"{path}.{member.Key}", captured)
                        : $"{path}.{member.Key} is missing").FirstOrDefault(difference => difference is not null);
            case JsonArray items:
                return actual is not JsonArray list || list.Count != items.Count
                    ? $"{path}: not {items.Count} items"
                    : items.Select((item, i) => Difference(item, list[i], $"{path}[{i}]", captured)).FirstOrDefault(difference => difference is not null);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return DifferenceOfText(value.GetValue<string>(), actual, path, captured);
            default:
                return JsonNode.DeepEquals(expected, actual) ? null : $"{path}: {actual?.ToJsonString() ?? "null"} is not {expected?.ToJsonString() ?? "null"}";
        }
    }

    private string? DifferenceOfText(string expected, JsonNode? actual, string path, Dictionary<string, string> captured)
    {
        if (expected == "*")
        {
            return null;
        }

        if (actual?.GetValueKind() != JsonValueKind.String)
        {
            return $"{path}: no text";
        }

        var text = actual.GetValue<string>();
        if (expected.StartsWith('$'))
        {
            var name = expected[1..];
            if (!names.TryGetValue(name, out var known) && !captured.TryGetValue(name, out known))
            {
                captured[name] = text;
                return null;
            }

            expected = known;
        }

        return text == expected ? null : $"{path}: '{text}' is not '{expected}'";
    }
}
