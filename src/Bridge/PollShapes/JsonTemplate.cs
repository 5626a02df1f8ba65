using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>A JSON text in which strings that are exactly one variable stand for values: <c>[{"id":"{since}"}]</c>. A template that is one variable alone is any JSON text.</summary>
internal sealed class JsonTemplate(string text)
{
    private readonly string? _only = new Template(text).Only;

    /// <summary>The names of its variables.</summary>
    public IEnumerable<string> Variables => _only is not null ? [_only] : Parsed() is { } root ? Strings(root).Select(value => new Template(value).Only).OfType<string>() : [];

    /// <summary>What is wrong with it; null: nothing.</summary>
    public string? Fault =>
        _only is not null ? null
        : !IsJson(text) || Parsed() is not { } root ? "is no JSON text."
        : Strings(root).Any(value => new Template(value) is { Only: null } template && template.Variables.Any()) ? "has a string that is more than one variable."
        : null;

    /// <summary>The value with its variables; null is JSON's own.</summary>
    /// <param name="value">A variable's text; all must be known.</param>
    /// <param name="isNumber">Whether a variable is written as a number.</param>
    /// <exception cref="FormatException">A variable should be a number or a JSON text, and is none.</exception>
    public JsonNode? Fill(Func<string, string?> value, Func<string, bool> isNumber) => _only is not null ? Node(value(_only)!, _only) : Fill(Parsed()!.Value, value, isNumber);

    /// <summary>Whether the element is the template's value; binds the variables.</summary>
    public bool Match(JsonElement element, Func<string, string, bool> bind, Func<string, bool> isNumber) =>
        _only is not null ? JsonReading.Raw(element) is { } json && IsJson(json) && bind(_only, json) : Parsed() is { } root && Match(root, element, bind, isNumber);

    /// <summary>A scalar as a value of JSON.</summary>
    /// <exception cref="FormatException">It should be a number and is none.</exception>
    public static JsonNode Scalar(string text, bool isNumber, string name) =>
        !isNumber ? JsonValue.Create(text) : CursorText.TryNumber(text, out var number) ? JsonValue.Create(number) : throw new FormatException($"The value of '{name}' must be a whole number.");

    /// <summary>A scalar's text when it is written as a variable is: as a number, or as a string.</summary>
    public static string? Scalar(JsonElement element, bool isNumber) =>
        element.ValueKind == (isNumber ? JsonValueKind.Number : JsonValueKind.String) ? JsonReading.Scalar(element) : null;

    private static bool IsJson(string json) => JsonText.IsValid(Encoding.UTF8.GetBytes(json), 64);

    private static JsonNode? Node(string json, string name) => IsJson(json) ? JsonNode.Parse(json) : throw new FormatException($"The value of '{name}' must be a JSON text.");

    private JsonElement? Parsed()
    {
        using var document = JsonReading.Parse(Encoding.UTF8.GetBytes(text));
        return document?.RootElement.Clone();
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [JsonReading.Scalar(element) ?? ""],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value)),
        _ => [],
    };

    private static JsonNode? Fill(JsonElement element, Func<string, string?> value, Func<string, bool> isNumber)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(child => Fill(child, value, isNumber))]);
            case JsonValueKind.Object:
                var filled = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    filled[property.Name] = Fill(property.Value, value, isNumber);
                }

                return filled;
            case JsonValueKind.String when new Template(element.GetString()!).Only is { } variable:
                return Scalar(value(variable)!, isNumber(variable), variable);
            default:
                return JsonNode.Parse(element.GetRawText());
        }
    }

    private static bool Match(JsonElement template, JsonElement element, Func<string, string, bool> bind, Func<string, bool> isNumber)
    {
        if (template.ValueKind == JsonValueKind.String && new Template(template.GetString()!).Only is { } variable)
        {
            return Scalar(element, isNumber(variable)) is { } value && bind(variable, value);
        }

        return template.ValueKind == element.ValueKind && template.ValueKind switch
        {
            JsonValueKind.Array => template.GetArrayLength() == element.GetArrayLength()
                && template.EnumerateArray().Zip(element.EnumerateArray()).All(pair => Match(pair.First, pair.Second, bind, isNumber)),
            JsonValueKind.Object => template.GetPropertyCount() == element.GetPropertyCount()
                && template.EnumerateObject().All(property => JsonReading.Member(element, property.Name) is { } value && Match(property.Value, value, bind, isNumber)),
            _ => JsonReading.Text(template) == JsonReading.Text(element),
        };
    }
}
