using System.Text;
using System.Text.Json;
using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>A value of one request.</summary>
/// <param name="Name">Where it stands.</param>
/// <param name="Text">The value; of JSON that is no string its text.</param>
/// <param name="Kind">What it is in a JSON body.</param>
/// <param name="IsBare">Whether it is a key without an equals sign.</param>
internal readonly record struct SeenField(FieldName Name, string Text, JsonValueKind Kind = JsonValueKind.String, bool IsBare = false)
{
    // What browsers send of their own accord, or what belongs to one hop. Conditional requests are no such headers: a cursor may travel in them.
    private static readonly string[] Browsers =
    [
        "accept", "accept-encoding", "accept-language", "cache-control", "connection", "content-length", "content-type", "cookie", "authorization", "dnt", "host", "origin", "pragma", "priority",
        "referer", "te", "upgrade-insecure-requests", "user-agent", "x-forwarded-for", "forwarded", "keep-alive", "traceparent", "tracestate", "x-request-id", "x-correlation-id", "save-data",
    ];

    /// <summary>All of a request but its path, cookies and what browsers add; what can't be read is told.</summary>
    public static IReadOnlyList<SeenField> Of(LegacyRequest request, out string? fault)
    {
        var fields = new List<SeenField>();
        fault = Pairs(request.Query, RequestPlace.Query, fields) ?? Body(request, fields);
        fields.AddRange(
            from header in request.Headers
            where !Browsers.Contains(header.Key.ToLowerInvariant()) && !header.Key.StartsWith("sec-", StringComparison.OrdinalIgnoreCase)
            group header.Value by header.Key.ToLowerInvariant() into values
            select new SeenField(new(RequestPlace.Header, Spelt(values.Key)), string.Join(", ", values)));
        return fields;
    }

    /// <summary>The usual spelling: HTTP/2 has small letters only.</summary>
    private static string Spelt(string header) => string.Join('-', header.Split('-').Select(word => word.Length > 0 ? char.ToUpperInvariant(word[0]) + word[1..] : ""));

    private static string? Pairs(string text, RequestPlace place, List<SeenField> fields)
    {
        if (PercentText.Pairs(text) is not { } pairs)
        {
            return $"its {ChoiceText.Of(place)} can't be read";
        }

        fields.AddRange(pairs.Select(pair => new SeenField(new(place, pair.Key), pair.Value ?? "", IsBare: pair.Value is null)));
        return pairs.Select(pair => pair.Key).Distinct().Count() < pairs.Count ? $"a {ChoiceText.Of(place)} parameter stands there twice" : null;
    }

    private static string? Body(LegacyRequest request, List<SeenField> fields)
    {
        if (request.Body.IsEmpty)
        {
            return null;
        }

        var type = request.Header("Content-Type")?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        if (type == "application/x-www-form-urlencoded")
        {
            return Pairs(Encoding.UTF8.GetString(request.Body.Span), RequestPlace.Form, fields);
        }

        using var document = type.EndsWith("json", StringComparison.Ordinal) ? JsonReading.Parse(request.Body) : null;
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return "its body is neither a form nor a JSON object";
        }

        Members(root, "", fields);
        return fields.Any(field => field.Name is { Place: RequestPlace.Json, Key: "" }) ? "its JSON body has names with dots" : null;
    }

    private static void Members(JsonElement parent, string path, List<SeenField> fields)
    {
        foreach (var property in parent.EnumerateObject())
        {
            var name = JsonReading.NameOf(property);
            var key = name.Contains('.') || name.Length == 0 ? "" : path.Length > 0 ? $"{path}.{name}" : name;
            if (property.Value.ValueKind == JsonValueKind.Object && property.Value.EnumerateObject().Any() && key.Length > 0)
            {
                Members(property.Value, key, fields);
            }
            else
            {
                fields.Add(new SeenField(new(RequestPlace.Json, key), JsonReading.Text(property.Value) ?? "null", property.Value.ValueKind));
            }
        }
    }
}
