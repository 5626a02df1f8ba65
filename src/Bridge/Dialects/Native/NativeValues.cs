using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.Dialects.Native;

/// <summary>The values that an envelope's members may have. One that is not what it must be marks the envelope as malformed; reading goes on behind it.</summary>
internal static class NativeValues
{
    public static string? Text(ref Utf8JsonReader json, ref Envelope envelope)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
        {
            return json.GetString();
        }

        envelope.Malformed = true;
        json.Skip();
        return null;
    }

    public static long? Number(ref Utf8JsonReader json, ref Envelope envelope)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number is >= 0 and <= Position.MaxOffset)
        {
            return number;
        }

        envelope.Malformed = true;
        json.Skip();
        return null;
    }

    public static Cursor Positions(ref Utf8JsonReader json, ref Envelope envelope)
    {
        json.Read();
        var positions = new List<KeyValuePair<ChannelName, Position>>();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            envelope.Malformed = true;
            json.Skip();
            return Cursor.Empty;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var named = ChannelName.TryParse(json.GetString(), out var channel);
            json.Read();
            if (named && json.TokenType == JsonTokenType.String && Position.TryParse(json.GetString(), out var position))
            {
                positions.Add(new(channel, position));
            }
            else
            {
                envelope.Malformed = true;
                json.Skip();
            }
        }

        return positions.Count == 1 ? Cursor.Of(positions[0].Key, positions[0].Value) : new Cursor(positions);
    }

    public static List<(string Channel, Since Since, string? Ticket)> Subscriptions(ref Utf8JsonReader json, ref Envelope envelope)
    {
        json.Read();
        var subscriptions = new List<(string, Since, string?)>();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            envelope.Malformed = true;
            json.Skip();
            return subscriptions;
        }

        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            string? channel = null;
            string? ticket = null;
            var since = Since.Now;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("channel"u8))
                {
                    channel = Text(ref json, ref envelope);
                }
                else if (json.ValueTextEquals("since"u8))
                {
                    json.Read();
                    since = SinceOf(ref json, ref envelope);
                }
                else if (json.ValueTextEquals("ticket"u8))
                {
                    ticket = Text(ref json, ref envelope);
                }
                else
                {
                    json.Read();
                    json.Skip();
                }
            }

            envelope.Malformed |= channel is null;
            subscriptions.Add((channel ?? "", since, ticket));
        }

        envelope.Malformed |= json.TokenType != JsonTokenType.EndArray;
        return subscriptions;
    }

    /// <summary><c>"now"</c>, <c>"oldest"</c>, a position, or <c>{"last": n}</c>.</summary>
    public static Since SinceOf(ref Utf8JsonReader json, ref Envelope envelope)
    {
        var since = Since.Now;
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                envelope.Malformed |= !Since.TryParse(json.GetString(), out since);
                return since;
            case JsonTokenType.StartObject:
                var last = -1L;
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var isLast = json.ValueTextEquals("last"u8);
                    json.Read();
                    last = isLast && json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var count) ? count : last;
                    json.Skip();
                }

                envelope.Malformed |= last is < 0 or > int.MaxValue;
                return Since.Last((int)Math.Clamp(last, 0, int.MaxValue));
            default:
                envelope.Malformed = true;
                json.Skip();
                return since;
        }
    }
}
