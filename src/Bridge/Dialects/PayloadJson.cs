using System.Buffers;
using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.Dialects;

/// <summary>A payload inside a JSON object: <c>"data":…</c>, <c>"text":"…"</c> or <c>"base64":"…"</c>.</summary>
internal static class PayloadJson
{
    /// <summary>Writes the member, without a comma.</summary>
    public static void Write(IBufferWriter<byte> output, Payload payload, ReadOnlySpan<byte> jsonName)
    {
        if (payload.Kind == PayloadKind.Json)
        {
            output.Write("\""u8);
            output.Write(jsonName);
            output.Write("\":"u8);
            output.Write(payload.Bytes.Span);
            return;
        }

        output.Write(payload.Kind == PayloadKind.Text ? "\"text\":"u8 : "\"base64\":"u8);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        if (payload.Kind == PayloadKind.Text)
        {
            writer.WriteStringValue(payload.Bytes.Span);
        }
        else
        {
            writer.WriteBase64StringValue(payload.Bytes.Span);
        }
    }

    /// <summary>Writes any text as a JSON string.</summary>
    public static void Text(IBufferWriter<byte> output, string text)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStringValue(text);
    }

    /// <summary>Writes ASCII text that needs no escaping.</summary>
    public static void Ascii(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        var span = output.GetSpan(text.Length);
        System.Text.Ascii.FromUtf16(text, span, out var written);
        output.Advance(written);
    }

    /// <summary>Writes a position, in quotes.</summary>
    public static void Position(IBufferWriter<byte> output, Position position)
    {
        Span<char> text = stackalloc char[Messaging.Position.MaxTextLength];
        output.Write("\""u8);
        Ascii(output, text[..position.Format(text)]);
        output.Write("\""u8);
    }
}
