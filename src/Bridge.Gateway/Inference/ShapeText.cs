using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Gateway.Inference;

/// <summary>Writes JSON as people write configuration: what fits on a line stands on one.</summary>
internal static class ShapeText
{
    private const int Width = 120;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text.</summary>
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        Write(node, 0, 0, text);
        return text.ToString();
    }

    private static void Write(JsonNode? node, int indent, int column, StringBuilder text)
    {
        var line = Line(node);
        if (indent > 0 && column + line.Length <= Width)
        {
            text.Append(line);
            return;
        }

        var (open, close, members) = node switch
        {
            JsonObject { Count: > 0 } known => ('{', '}', known.Select(member => (Name: $"{Text(member.Key)}: ", member.Value)).ToList()),
            JsonArray { Count: > 0 } list => ('[', ']', list.Select(item => (Name: "", Value: item)).ToList()),
            _ => (' ', ' ', []),
        };
        if (members.Count == 0)
        {
            text.Append(line);
            return;
        }

        text.Append(open);
        for (var at = 0; at < members.Count; at++)
        {
            text.Append('\n').Append(' ', indent + 2).Append(members[at].Name);
            Write(members[at].Value, indent + 2, indent + 3 + members[at].Name.Length, text);
            text.Append(at + 1 < members.Count ? "," : "");
        }

        text.Append('\n').Append(' ', indent).Append(close);
    }

    private static string Line(JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } known => $"{{ {string.Join(", ", known.Select(member => $"{Text(member.Key)}: {Line(member.Value)}"))} }}",
        JsonArray { Count: > 0 } list => $"[{string.Join(", ", list.Select(Line))}]",
        null => "null",
        _ => node.ToJsonString(Relaxed),
    };

    private static string Text(string text) => JsonSerializer.Serialize(text, Relaxed);
}
