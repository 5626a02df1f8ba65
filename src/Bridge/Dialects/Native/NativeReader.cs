using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.Dialects.Native;

/// <summary>Envelopes as intents. One pass over the bytes; what is kept is copied.</summary>
internal sealed class NativeReader(int maxJsonDepth)
{
    private const int EnvelopeDepth = 3; // the array, the envelope, and one inside it

    private readonly JsonReaderOptions _options = new() { MaxDepth = maxJsonDepth + EnvelopeDepth };

    /// <summary>Reads one envelope or an array of them. When one of them means nothing, none counts.</summary>
    public CloseReason? Read(ReadOnlySpan<byte> message, List<ClientIntent> intents)
    {
        var before = intents.Count;
        try
        {
            var json = new Utf8JsonReader(message, _options);
            json.Read();
            var understood = json.TokenType == JsonTokenType.StartArray ? ReadArray(ref json, message, intents) : ReadOne(ref json, message, intents);
            if (understood && !json.Read())
            {
                return null;
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            // Told to the client below; bad bytes are no event of ours.
        }

        intents.RemoveRange(before, intents.Count - before);
        return CloseReason.BadMessage;
    }

    private static bool ReadArray(ref Utf8JsonReader json, ReadOnlySpan<byte> message, List<ClientIntent> intents)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (!ReadOne(ref json, message, intents))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ReadOne(ref Utf8JsonReader json, ReadOnlySpan<byte> message, List<ClientIntent> intents)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var envelope = default(Envelope);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref json, message, ref envelope);
        }

        return envelope.TryAdd(intents);
    }

    private static void ReadMember(ref Utf8JsonReader json, ReadOnlySpan<byte> message, ref Envelope envelope)
    {
        if (json.ValueTextEquals("type"u8))
        {
            envelope.Type = NativeValues.Text(ref json, ref envelope);
        }
        else if (json.ValueTextEquals("channel"u8))
        {
            envelope.Channel = NativeValues.Text(ref json, ref envelope);
        }
        else if (json.ValueTextEquals("data"u8))
        {
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            envelope.Payload = Payload.Json(message[start..(int)json.BytesConsumed].ToArray());
        }
        else if (json.ValueTextEquals("text"u8))
        {
            envelope.Payload = NativeValues.Text(ref json, ref envelope) is { } text ? Payload.Text(text) : null;
        }
        else if (json.ValueTextEquals("base64"u8))
        {
            json.Read();
            envelope.Malformed |= json.TokenType != JsonTokenType.String || !json.TryGetBytesFromBase64(out _);
            envelope.Payload = envelope.Malformed ? null : Payload.Binary(json.GetBytesFromBase64());
        }
        else if (json.ValueTextEquals("positions"u8))
        {
            envelope.Positions = NativeValues.Positions(ref json, ref envelope);
        }
        else if (json.ValueTextEquals("id"u8))
        {
            envelope.Id = NativeValues.Number(ref json, ref envelope);
        }
        else if (json.ValueTextEquals("attempt"u8))
        {
            envelope.Attempt = NativeValues.Number(ref json, ref envelope);
        }
        else if (json.ValueTextEquals("page"u8))
        {
            envelope.Page = NativeValues.Text(ref json, ref envelope);
            envelope.Malformed |= envelope.Page?.Length > 64;
        }
        else if (json.ValueTextEquals("token"u8))
        {
            envelope.Token = NativeValues.Text(ref json, ref envelope);
            envelope.Malformed |= envelope.Token?.Length > SessionToken.MaxLength;
        }
        else if (json.ValueTextEquals("since"u8))
        {
            json.Read();
            envelope.Since = NativeValues.SinceOf(ref json, ref envelope);
        }
        else if (json.ValueTextEquals("ticket"u8))
        {
            envelope.Ticket = NativeValues.Text(ref json, ref envelope);
        }
        else if (json.ValueTextEquals("wait"u8))
        {
            json.Read();
            envelope.Malformed |= json.TokenType != JsonTokenType.Number;
            envelope.Wait = envelope.Malformed ? null : json.GetDouble();
        }
        else if (json.ValueTextEquals("pad"u8))
        {
            envelope.Pad = NativeValues.Text(ref json, ref envelope);
        }
        else if (json.ValueTextEquals("subscribe"u8))
        {
            envelope.Subscribe = NativeValues.Subscriptions(ref json, ref envelope);
        }
        else
        {
            json.Read();
            json.Skip();
        }
    }
}
