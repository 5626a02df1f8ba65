using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>The forms in which answers said that nothing is new.</summary>
internal static class EmptyForms
{
    /// <summary>The forms, the commonest first, each with how often it was seen.</summary>
    public static IReadOnlyList<(JsonObject Form, int Count)> Of(IReadOnlyList<Poll> empties, ItemsPlan plan) =>
    [
        .. from poll in empties
           group poll by Form(poll, plan, empties).ToJsonString() into same
           orderby same.Count() descending
           select (JsonNode.Parse(same.Key)!.AsObject(), same.Count()),
    ];

    private static JsonObject Form(Poll poll, ItemsPlan plan, IReadOnlyList<Poll> empties)
    {
        var status = poll.Usable!.Status;
        if (status is < 200 or > 299 or 204)
        {
            return new JsonObject { ["status"] = status };
        }

        if (plan.Form == ItemsForm.Array && plan.Path.Length > 0 && poll.Json is { } root && new DottedPath(plan.Path).Find(root) is { ValueKind: JsonValueKind.Array })
        {
            return new JsonObject { ["path"] = plan.Path, ["equals"] = "[]" };
        }

        var text = Text(poll);
        var alike = empties.Where(other => other.Json is { ValueKind: JsonValueKind.Object }).Select(Text).Distinct().Count();
        return alike > 1 && poll.Json is { ValueKind: JsonValueKind.Object } json
            ? new JsonObject { ["onlyKeys"] = new JsonArray([.. json.EnumerateObject().Select(property => (JsonNode)JsonReading.NameOf(property))]) }
            : new JsonObject { ["body"] = text };
    }

    private static string Text(Poll poll) => Encoding.UTF8.GetString(poll.Body.Span).Trim(' ', '\t', '\r', '\n');

    /// <summary>A form for people.</summary>
    public static string Say(JsonObject form) =>
        form["status"] is { } status ? string.Create(CultureInfo.InvariantCulture, $"status {status}")
        : form["path"] is { } path ? $"an empty `{path}`"
        : form["body"] is { } body ? body.ToString().Length == 0 ? "an empty body" : body.ToString().Length <= 20 ? $"`{body}`" : "one and the same body"
        : $"an object with only {string.Join(", ", form["onlyKeys"]!.AsArray())}";
}
