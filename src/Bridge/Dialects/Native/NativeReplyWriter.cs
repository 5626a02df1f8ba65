using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bridge.Messaging;

namespace Bridge.Dialects.Native;

/// <summary>One envelope per reply.</summary>
internal static class NativeReplyWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(IBufferWriter<byte> output, ServerReply reply)
    {
        switch (reply)
        {
            case ServerReply.Ping:
                output.Write("{\"type\":\"ping\"}"u8);
                return;
            case ServerReply.Pong:
                output.Write("{\"type\":\"pong\"}"u8);
                return;
            case ServerReply.Subscribed subscribed:
                ChannelAt(output, "subscribed"u8, subscribed.Channel, subscribed.Position);
                return;
            case ServerReply.Accepted accepted:
                Accepted(output, accepted);
                return;
        }

        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        switch (reply)
        {
            case ServerReply.Probed probed:
                json.WriteString("type"u8, "probed"u8);
                json.WriteString("pad"u8, probed.Pad);
                break;
            case ServerReply.Opened opened:
                Opened(json, opened);
                break;
            case ServerReply.Unsubscribed unsubscribed:
                json.WriteString("type"u8, "unsubscribed"u8);
                json.WriteString("channel"u8, unsubscribed.Channel.Value);
                break;
            case ServerReply.SubscribeRefused refused:
                json.WriteString("type"u8, "refused"u8);
                json.WriteString("channel"u8, refused.Channel);
                Refusal(json, refused.Refusal);
                break;
            case ServerReply.SubmitRefused refused:
                json.WriteString("type"u8, "refused"u8);
                if (refused.Id is { } id)
                {
                    json.WriteNumber("id"u8, id);
                }

                Refusal(json, refused.Refusal);
                break;
            case ServerReply.Closed closed:
                json.WriteString("type"u8, "closed"u8);
                json.WriteString("code"u8, closed.Reason.Code);
                json.WriteString("text"u8, closed.Reason.Text);
                json.WriteString("advice"u8, closed.Reason.AdviceCode);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>An envelope that says where a channel stands.</summary>
    public static void ChannelAt(IBufferWriter<byte> output, ReadOnlySpan<byte> type, ChannelName channel, Position position)
    {
        output.Write("{\"type\":\""u8);
        output.Write(type);
        output.Write("\",\"channel\":\""u8);
        PayloadJson.Ascii(output, channel.Value);
        output.Write("\",\"position\":"u8);
        PayloadJson.Position(output, position);
        output.Write("}"u8);
    }

    private static void Opened(Utf8JsonWriter json, ServerReply.Opened opened)
    {
        json.WriteString("type"u8, "opened"u8);
        json.WriteString("session"u8, opened.Session.Value);
        if (opened.Token is { } token)
        {
            json.WriteString("token"u8, token.Reveal());
        }

        json.WriteNumber("attempt"u8, opened.Attempt);
        json.WriteNumber("submit"u8, opened.NextSubmission);
        json.WriteBoolean("resumed"u8, opened.Token is null);
        json.WriteNumber("hold"u8, (long)opened.Hold.TotalMilliseconds);
        json.WriteNumber("ping"u8, (long)opened.PingEvery.TotalMilliseconds);
    }

    private static void Accepted(IBufferWriter<byte> output, ServerReply.Accepted accepted)
    {
        output.Write("{\"type\":\"accepted\""u8);
        if (accepted.Id is { } id)
        {
            output.Write(",\"id\":"u8);
            var span = output.GetSpan(20);
            System.Buffers.Text.Utf8Formatter.TryFormat(id, span, out var written);
            output.Advance(written);
        }

        if (accepted.Position is { } position)
        {
            output.Write(",\"position\":"u8);
            PayloadJson.Position(output, position);
        }

        if (accepted.Reply is { } reply)
        {
            output.Write(","u8);
            PayloadJson.Write(output, reply, "reply"u8);
        }

        output.Write("}"u8);
    }

    private static void Refusal(Utf8JsonWriter json, Refusal refusal)
    {
        json.WriteString("code"u8, refusal.Code);
        json.WriteString("text"u8, refusal.Text);
    }
}
