using System.Text.Json.Nodes;

namespace Bridge.TestKit.Hosting;

/// <summary>Short words for reading JSON in tests.</summary>
public static class JsonExtensions
{
    /// <summary>A member as text; null when it is missing. Numbers and the like as they are written.</summary>
    public static string? Text(this JsonNode json, string member) =>
        json[member] is not { } value ? null : value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    /// <summary>The envelopes of one type.</summary>
    public static IEnumerable<JsonObject> OfType(this JsonArray envelopes, string type) =>
        envelopes.OfType<JsonObject>().Where(envelope => envelope.Text("type") == type);

    /// <summary>The types of the envelopes, in order.</summary>
    public static string Types(this JsonArray envelopes) => string.Join(' ', envelopes.Select(envelope => envelope!.Text("type")));
}
