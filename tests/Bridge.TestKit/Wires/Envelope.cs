using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.TestKit.Wires;

/// <summary>One envelope of <c>bridge.v1</c> as a client gets it.</summary>
public sealed class Envelope(JsonElement json)
{
    /// <summary>All of it.</summary>
    public JsonElement Json => json;

    /// <summary>What it is.</summary>
    public string Type => Text("type") ?? "";

    /// <summary>The channel it is about.</summary>
    public string? Channel => Text("channel");

    /// <summary>The code of <c>refused</c> and <c>closed</c>.</summary>
    public string? Code => Text("code");

    /// <summary>What <c>closed</c> advises.</summary>
    public string? Advice => Text("advice");

    /// <summary>The reason of a <c>gap</c>.</summary>
    public string? Reason => Text("reason");

    /// <summary>The secret of <c>opened</c>.</summary>
    public string? Token => Text("token");

    /// <summary>The submission's id.</summary>
    public long? Id => Number("id");

    /// <summary>The lease's attempt.</summary>
    public long? Attempt => Number("attempt");

    /// <summary>The position, where it has one.</summary>
    public Position? Position => Messaging.Position.TryParse(Text("position"), out var position) ? position : null;

    /// <summary>A message's payload: JSON as it stands, the text, or base64.</summary>
    public string Payload => json.TryGetProperty("data", out var data) ? data.GetRawText() : Text("text") ?? Text("base64") ?? "";

    /// <summary>A handler's answer.</summary>
    public string? Reply => json.TryGetProperty("reply", out var reply) ? reply.GetRawText() : null;

    /// <summary>The envelopes of a frame or a body: one, or an array.</summary>
    public static IReadOnlyList<Envelope> Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement.Clone();
        return root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray().Select(json => new Envelope(json))] : [new Envelope(root)];
    }

    /// <inheritdoc/>
    public override string ToString() => json.GetRawText();

    private string? Text(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private long? Number(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}
