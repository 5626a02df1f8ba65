using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Tests.Docs;

namespace Bridge.Tests.PollShapes;

/// <summary>docs/poll-shape.schema.json says what the reader understands, and nothing else.</summary>
public sealed class SchemaTests
{
    private static readonly SchemaValidator Validator = new(JsonDocument.Parse(File.ReadAllBytes(DocPages.PathOf("poll-shape.schema.json"))).RootElement);

    public static TheoryData<string> Names { get; } = new(Samples.Names);

    public static TheoryData<string, string, string> Mistakes { get; } = new(Planted());

    [Fact]
    public void The_schema_is_the_readers()
    {
        var page = DocPages.PathOf("poll-shape.schema.json");
        var made = SchemaWriter.Write();
        if (Environment.GetEnvironmentVariable("BRIDGE_WRITE_SCHEMA") == "1")
        {
            File.WriteAllText(page, made);
        }

        Assert.True(File.ReadAllText(page) == made, "docs/poll-shape.schema.json is not what the reader understands: run this test with BRIDGE_WRITE_SCHEMA=1 and read the difference.");
    }

    [Fact]
    public void Every_property_of_the_record_is_a_field()
    {
        var groups = new Dictionary<Type, HashSet<string>>();
        Collect(FieldTable.Shape, groups);
        foreach (var (type, properties) in groups)
        {
            var missing = type.GetProperties().Select(property => property.Name).Where(name => name != "EqualityContract" && !properties.Contains(name));
            Assert.Equal(type == typeof(PollShape) ? ["Name"] : [], missing);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_fits_the_schema(string name) => Assert.Empty(Validator.Faults(JsonDocument.Parse(Samples.Json(name)).RootElement));

    [Fact]
    public void At_least_thirty_mistakes_are_planted() => Assert.True(Mistakes.Count >= 30);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_seen_by_the_schema_and_by_the_reader_at_the_same_place(string sample, string path, string value)
    {
        var shape = Spoiled(sample, path, value);
        Assert.Equal([":" + path], Validator.Faults(JsonDocument.Parse(shape.ToJsonString()).RootElement).Distinct());
        var faults = new OptionFaults();
        PollShapeReader.Read("Shapes:x", Encoding.UTF8.GetBytes(shape.ToJsonString()), faults);
        var fault = Assert.Single(faults.Found);
        Assert.StartsWith($"Shapes:x:{path}: ", fault);
    }

    /// <summary>The sample with a value set, or taken out where there is none.</summary>
    private static JsonObject Spoiled(string sample, string path, string value)
    {
        var shape = JsonNode.Parse(Samples.Json(sample))!.AsObject();
        JsonNode parent = shape;
        var steps = path.Split(':');
        if (value.StartsWith("= ", StringComparison.Ordinal))
        {
            (steps, value) = (steps[..^1], value[2..]); // the whole list; the mistake is the element
        }

        foreach (var step in steps[..^1])
        {
            parent = parent is JsonArray array ? array[int.Parse(step)]! : parent[step] ??= new JsonObject();
        }

        if (value.Length == 0)
        {
            parent.AsObject().Remove(steps[^1]);
        }
        else if (parent is JsonArray list)
        {
            list[int.Parse(steps[^1])] = JsonNode.Parse(value);
        }
        else
        {
            parent[steps[^1]] = JsonNode.Parse(value);
        }

        return shape;
    }

    private static void Collect(FieldForm form, Dictionary<Type, HashSet<string>> groups)
    {
        if (form is IFieldGroup group)
        {
            if (!groups.TryGetValue(group.Type, out var properties))
            {
                groups[group.Type] = properties = [];
            }

            properties.UnionWith(form.Fields!.Select(field => field.Property));
        }

        foreach (var inner in (form.Fields ?? []).Select(field => field.Form).Append(form.Each).OfType<FieldForm>())
        {
            Collect(inner, groups);
        }
    }

    private static IEnumerable<(string, string, string)> Planted() =>
    [
        ("couchdb", "kind", "\"event\""),
        ("couchdb", "kind", "3"),
        ("couchdb", "channel", ""),
        ("couchdb", "channel", "\"\""),
        ("couchdb", "chanel", "\"x\""),
        ("couchdb", "match", ""),
        ("couchdb", "match", "\"/changes\""),
        ("couchdb", "match:path", ""),
        ("couchdb", "match:path", "\"_changes\""),
        ("couchdb", "match:path", "\"/x?y=1\""),
        ("couchdb", "match:methods", "\"GET\""),
        ("couchdb", "match:methods:1", "= [\"GET\", \"get\"]"),
        ("couchdb", "match:ignore:valueless", "\"maybe\""),
        ("couchdb", "match:ignore:name", "[\"_\"]"),
        ("couchdb", "request:params:0:in", "\"heder\""),
        ("couchdb", "request:params:0:in", "\"path\""),
        ("couchdb", "request:params:0:key", ""),
        ("couchdb", "request:params:0:value", ""),
        ("couchdb", "request:params:0:values", "\"x\""),
        ("couchdb", "request:params:0:encode", "\"base64\""),
        ("couchdb", "request:body", "\"text\""),
        ("couchdb", "wait:unit", "\"sec\""),
        ("couchdb", "wait:default", "\"25 seconds\""),
        ("couchdb", "wait:default", "-1"),
        ("couchdb", "wait:max", "100000"),
        ("couchdb", "wait:cut", "\"ignore\""),
        ("couchdb", "cursor:parts", "{\"var\": \"since\"}"),
        ("couchdb", "cursor:parts:0:var", ""),
        ("couchdb", "cursor:parts:0:var", "\"the since\""),
        ("couchdb", "cursor:parts:0:from", "\"headers\""),
        ("couchdb", "cursor:parts:0:type", "\"url\""),
        ("couchdb", "cursor:parts:0:add", "2"),
        ("couchdb", "cursor:parts:0:inclusive", "1"),
        ("couchdb", "cursor:initial", "\"head\""),
        ("couchdb", "cursor:probe:every", "0"),
        ("couchdb", "cursor:probe:call:url", ""),
        ("couchdb", "items:form", "\"list\""),
        ("couchdb", "items:path", "\"a..b\""),
        ("couchdb", "items:limit:default", "1.5"),
        ("couchdb", "items:limit:keep", "\"newest\""),
        ("couchdb", "empty:0:status", "42"),
        ("couchdb", "empty:0:onlyKey", "[\"a\"]"),
        ("couchdb", "rules:0:when", ""),
        ("couchdb", "rules:0:when:status", "404"),
        ("couchdb", "rules:0:when:status:0", "= [\"gone\"]"),
        ("couchdb", "rules:0:do", "\"give-up\""),
        ("couchdb", "answer:status", "304"),
        ("couchdb", "answer:headers", "\"Content-Type: text/plain\""),
        ("couchdb", "scope", "\"private\""),
        ("couchdb", "effects:0", "= [\"read\"]"),
        ("github", "pace:jitter", "2"),
        ("github", "pace:from:headers", "\"x\""),
        ("message-bus", "dedupe:window", "0"),
        ("message-bus", "cursor:map:prefix", ""),
        ("message-bus", "auth:forward:0:in", "\"json\""),
        ("json-server", "send:0:do", "\"publish\""),
        ("zulip", "session:single", "\"one\""),
        ("zulip", "session:steps:0:extract:0:path", ""),
    ];
}
