using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Bridge.PollShapes;

namespace Bridge.Tests.PollShapes;

/// <summary>Makes the schema from the reader's fields and the record's documentation: so neither can say what the other doesn't.</summary>
internal static class SchemaWriter
{
    private static readonly Dictionary<string, string> Documentation = XDocument.Load(Path.ChangeExtension(typeof(PollShape).Assembly.Location, ".xml"))
        .Descendants("member").Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")!));

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write()
    {
        var definitions = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "A legacy polling endpoint of Bridge",
            ["description"] = Documentation["T:Bridge.PollShapes.PollShape"],
        };
        foreach (var (name, value) in Group(FieldTable.Shape, definitions).ToList())
        {
            root[name] = value?.DeepClone();
        }

        root["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        root["$defs"] = new JsonObject(definitions.Select(definition => KeyValuePair.Create<string, JsonNode?>(definition.Key, definition.Value)));
        return root.ToJsonString(Pretty) + "\n";
    }

    private static JsonObject Group(FieldForm form, SortedDictionary<string, JsonObject> definitions)
    {
        var type = ((IFieldGroup)form).Type;
        var properties = new JsonObject();
        foreach (var field in form.Fields!)
        {
            properties[field.Name] = Describe(Value(field.Form, definitions), $"{Documentation[$"P:{type.FullName}.{field.Property}"]}{Words(field.Form)}");
        }

        var group = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (form.Fields.Any(field => field.IsRequired))
        {
            group["required"] = new JsonArray([.. form.Fields.Where(field => field.IsRequired).Select(field => (JsonNode)field.Name)]);
        }

        return group;
    }

    private static JsonObject Value(FieldForm form, SortedDictionary<string, JsonObject> definitions)
    {
        switch (form)
        {
            case IFieldGroup group:
                var made = Group(form, definitions);
                Assert.True(!definitions.TryGetValue(group.Name, out var known) || JsonNode.DeepEquals(known, made), $"Two groups are called {group.Name}.");
                definitions[group.Name] = made;
                return new JsonObject { ["$ref"] = $"#/$defs/{group.Name}" };
            case FieldText text when text == FieldText.Any:
                return new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") };
            case FieldText text:
                return new JsonObject { ["type"] = "string", ["pattern"] = text.Pattern };
            case IFieldNumber number:
                return new JsonObject { ["type"] = number.IsWhole ? "integer" : "number", ["minimum"] = JsonNode.Parse(number.Low), ["maximum"] = JsonNode.Parse(number.High) };
            case FieldDuration duration:
                return new JsonObject
                {
                    ["anyOf"] = new JsonArray(
                        new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = duration.Longest.TotalSeconds },
                        new JsonObject { ["type"] = "string", ["pattern"] = FieldDuration.Pattern }),
                };
            case FieldFlag:
                return new JsonObject { ["type"] = "boolean" };
            case FieldMap:
                return new JsonObject
                {
                    ["type"] = "object",
                    ["propertyNames"] = new JsonObject { ["pattern"] = FieldText.Token.Pattern },
                    ["additionalProperties"] = new JsonObject { ["type"] = "string" },
                };
            case { Each: { } each }:
                return new JsonObject { ["type"] = "array", ["maxItems"] = FieldList<string>.MaxCount, ["items"] = Value(each, definitions) };
            default:
                return new JsonObject { ["enum"] = new JsonArray([.. form.Choices.Select(choice => (JsonNode)choice)]) };
        }
    }

    private static JsonObject Describe(JsonObject value, string description)
    {
        value.Insert(0, "description", description);
        return value;
    }

    private static string Words(FieldForm form)
    {
        form = form.Each ?? form;
        var words = new StringBuilder();
        for (var i = 0; i < form.Choices.Count; i++)
        {
            words.Append(CultureInfo.InvariantCulture, $"\n{form.Choices[i]}: {Documentation[$"F:{form.Members[i].GetType().FullName}.{form.Members[i]}"]}");
        }

        return words.ToString();
    }

    private static string Plain(XElement summary) =>
        string.Concat(summary.Nodes().Select(node => node is XElement element ? element.Attribute("cref")?.Value.Split('.')[^1] ?? element.Value : node.ToString(SaveOptions.None)))
            .Replace("&lt;", "<").Replace("&gt;", ">").Replace("&amp;", "&").Trim();
}
