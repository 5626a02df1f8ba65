using System.Text.Json;
using System.Text.RegularExpressions;

namespace Bridge.Tests.PollShapes;

/// <summary>As much of JSON Schema 2020-12 as the schema uses; a keyword that it doesn't know is a failure.</summary>
internal sealed class SchemaValidator(JsonElement root)
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description"];

    /// <summary>The paths of what doesn't fit, with colons.</summary>
    public IReadOnlyList<string> Faults(JsonElement instance)
    {
        var faults = new List<string>();
        Check(root, instance, "", faults);
        return faults;
    }

    private void Check(JsonElement schema, JsonElement instance, string path, List<string> faults)
    {
        foreach (var keyword in schema.EnumerateObject().Where(keyword => !Annotations.Contains(keyword.Name)))
        {
            Check(schema, keyword.Name, keyword.Value, instance, path, faults);
        }
    }

    private void Check(JsonElement schema, string keyword, JsonElement value, JsonElement instance, string path, List<string> faults)
    {
        var isObject = instance.ValueKind == JsonValueKind.Object;
        switch (keyword)
        {
            case "$ref":
                Check(value.GetString()!.Split('/').Skip(1).Aggregate(root, (at, step) => at.GetProperty(step)), instance, path, faults);
                break;
            case "type":
                Fault(!(value.ValueKind == JsonValueKind.String ? [value] : value.EnumerateArray().ToArray()).Any(type => IsOf(type.GetString()!, instance)));
                break;
            case "properties" when isObject:
                foreach (var property in instance.EnumerateObject())
                {
                    if (value.TryGetProperty(property.Name, out var inner))
                    {
                        Check(inner, property.Value, $"{path}:{property.Name}", faults);
                    }
                }

                break;
            case "additionalProperties" when isObject:
                foreach (var property in instance.EnumerateObject().Where(property => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(property.Name, out _)))
                {
                    if (value.ValueKind == JsonValueKind.False)
                    {
                        faults.Add($"{path}:{property.Name}");
                    }
                    else
                    {
                        Check(value, property.Value, $"{path}:{property.Name}", faults);
                    }
                }

                break;
            case "propertyNames" when isObject:
                faults.AddRange(instance.EnumerateObject().Where(property => !Regex.IsMatch(property.Name, value.GetProperty("pattern").GetString()!)).Select(property => $"{path}:{property.Name}"));
                break;
            case "required" when isObject:
                faults.AddRange(value.EnumerateArray().Where(name => !instance.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}:{name.GetString()}"));
                break;
            case "items" when instance.ValueKind == JsonValueKind.Array:
                foreach (var (at, element) in instance.EnumerateArray().Index())
                {
                    Check(value, element, $"{path}:{at}", faults);
                }

                break;
            case "maxItems" when instance.ValueKind == JsonValueKind.Array:
                Fault(instance.GetArrayLength() > value.GetInt32());
                break;
            case "enum":
                Fault(!value.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, instance)));
                break;
            case "pattern" when instance.ValueKind == JsonValueKind.String:
                Fault(!Regex.IsMatch(instance.GetString()!, value.GetString()!.Replace("[^]", "[\\s\\S]")));
                break;
            case "minimum" when instance.ValueKind == JsonValueKind.Number:
                Fault(instance.GetDouble() < value.GetDouble());
                break;
            case "maximum" when instance.ValueKind == JsonValueKind.Number:
                Fault(instance.GetDouble() > value.GetDouble());
                break;
            case "anyOf":
                Fault(value.EnumerateArray().All(option =>
                {
                    var inner = new List<string>();
                    Check(option, instance, path, inner);
                    return inner.Count > 0;
                }));
                break;
            case "properties" or "additionalProperties" or "propertyNames" or "required" or "items" or "maxItems" or "pattern" or "minimum" or "maximum":
                break;
            default:
                throw new InvalidOperationException($"The schema's keyword {keyword} is not known here.");
        }

        void Fault(bool wrong)
        {
            if (wrong)
            {
                faults.Add(path);
            }
        }
    }

    private static bool IsOf(string type, JsonElement instance) => type switch
    {
        "object" => instance.ValueKind == JsonValueKind.Object,
        "array" => instance.ValueKind == JsonValueKind.Array,
        "string" => instance.ValueKind == JsonValueKind.String,
        "boolean" => instance.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => instance.ValueKind == JsonValueKind.Number && instance.TryGetInt64(out _),
        _ => instance.ValueKind == JsonValueKind.Number,
    };
}
