using System.Buffers;
using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.Fuzz.Reference;

/// <summary>Intents written as <c>bridge.v1</c>, as a client would: what was read must mean the same when it is read again.</summary>
internal static class IntentText
{
    private static readonly Position Tail = new(default, 0);
    private static readonly Position Head = new(default, 1L << 40); // further from the tail than any last:n

    public static byte[] Write(IReadOnlyList<ClientIntent> intents)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            for (var i = 0; i < intents.Count; i++)
            {
                json.WriteStartObject();
                Write(json, intents[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ClientIntent intent)
    {
        json.WriteString("type", intent switch
        {
            ClientIntent.SubscribeInvalid => "subscribe",
            ClientIntent.SubmitInvalid => "submit",
            _ => intent.GetType().Name.ToLowerInvariant(),
        });
        switch (intent)
        {
            case ClientIntent.Probe probe:
                json.WriteString("pad", probe.Pad);
                break;
            case ClientIntent.Open open:
                Text(json, "token", open.Token?.Reveal());
                Text(json, "page", open.Page);
                Number(json, "attempt", open.Attempt);
                Positions(json, open.Positions);
                break;
            case ClientIntent.Subscribe subscribe:
                json.WriteString("channel", subscribe.Channel.Value);
                Since(json, subscribe.Since);
                break;
            case ClientIntent.SubscribeInvalid invalid:
                json.WriteString("channel", "~"); // a name that was too long is told only as far as the longest that is valid
                break;
            case ClientIntent.Unsubscribe unsubscribe:
                json.WriteString("channel", unsubscribe.Channel.Value);
                break;
            case ClientIntent.Poll poll:
                Text(json, "page", poll.Page);
                Number(json, "attempt", poll.Attempt);
                Positions(json, poll.Positions);
                if (poll.Wait is { } wait)
                {
                    json.WriteNumber("wait", wait.TotalMilliseconds);
                }

                break;
            case ClientIntent.Submit submit:
                Number(json, "id", submit.Id);
                json.WriteString("channel", submit.Channel.Value);
                Payload(json, submit.Payload);
                break;
            case ClientIntent.SubmitInvalid invalid:
                Number(json, "id", invalid.Id);
                json.WriteString("channel", "~");
                json.WriteNull("data");
                break;
            case ClientIntent.Ack ack:
                Positions(json, ack.Positions);
                break;
        }
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Positions(Utf8JsonWriter json, Cursor? positions)
    {
        if (positions is null)
        {
            return;
        }

        json.WriteStartObject("positions");
        foreach (var (channel, position) in positions)
        {
            json.WriteString(channel.Value, position.ToString());
        }

        json.WriteEndObject();
    }

    private static void Since(Utf8JsonWriter json, Since since)
    {
        json.WritePropertyName("since");
        if (since.Explicit is { } position)
        {
            json.WriteStringValue(position.ToString());
        }
        else if (since == Messaging.Since.Oldest)
        {
            json.WriteStringValue("oldest");
        }
        else if (since == Messaging.Since.Now)
        {
            json.WriteStringValue("now");
        }
        else
        {
            json.WriteStartObject();
            json.WriteNumber("last", Head.Offset - since.Resolve(Head, Tail).Offset);
            json.WriteEndObject();
        }
    }

    private static void Payload(Utf8JsonWriter json, Payload payload)
    {
        if (payload.Kind == PayloadKind.Json)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(payload.Bytes.Span, skipInputValidation: true);
        }
        else if (payload.Kind == PayloadKind.Text)
        {
            json.WriteString("text", payload.Bytes.Span);
        }
        else
        {
            json.WriteBase64String("base64", payload.Bytes.Span);
        }
    }
}
