using System.Buffers;
using System.Globalization;
using Bridge.Messaging;
using Microsoft.AspNetCore.Http;

namespace Bridge.Dialects.Plain;

/// <summary><c>GET …/channels/{channel}/messages?after=…&amp;wait=…&amp;limit=…</c>, answered with one JSON object. <c>curl</c> is a full client; docs/dialects/plain.md.</summary>
internal sealed class PlainPollDialect : IPollDialect
{
    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    /// <summary>The most messages of one answer.</summary>
    public const int MaxLimit = 1_000;

    private static readonly Func<Message, byte[]> Encode = EncodeMessage;

    public Refusal? Read(HttpRequest request, string? channel, out ChannelQuery query)
    {
        query = default;
        if (!ChannelName.TryParse(channel, out var name))
        {
            return Refusal.ChannelName;
        }

        var since = Since.Now;
        if (request.Query.TryGetValue("after", out var after) && !Since.TryParse(after.ToString(), out since))
        {
            return Refusal.Position;
        }

        var wait = TimeSpan.FromSeconds(25);
        if (request.Query.TryGetValue("wait", out var text) && !TryParseWait(text.ToString(), out wait))
        {
            return Refusal.Wait;
        }

        var limit = MaxLimit;
        if (request.Query.TryGetValue("limit", out var most)
            && !(DecimalText.TryParse(most.ToString(), out limit) && limit is >= 1 and <= MaxLimit))
        {
            return Refusal.Limit;
        }

        query = new ChannelQuery(name, since, wait, limit);
        return null;
    }

    public void Write(Batch batch, Position cursor, HttpResponse response, FrameQueue frames)
    {
        response.ContentType = "application/json; charset=utf-8";
        var output = frames.Composed;
        output.Write("{\"messages\":["u8);
        var first = true;
        foreach (var message in batch.Messages)
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            output.Write(message.Encoded(EncodingSlot.Plain, Encode));
        }

        output.Write("],\"cursor\":"u8);
        PayloadJson.Position(output, cursor);
        if (batch.Gaps is [var gap, ..])
        {
            output.Write(",\"gap\":{\"reason\":\""u8);
            PayloadJson.Ascii(output, gap.Code);
            output.Write("\",\"position\":"u8);
            PayloadJson.Position(output, gap.Resume);
            output.Write("}}\n"u8);
        }
        else
        {
            output.Write(",\"gap\":null}\n"u8);
        }

        frames.End();
    }

    private static byte[] EncodeMessage(Message message)
    {
        var output = new ArrayBufferWriter<byte>(96 + message.Payload.Bytes.Length);
        output.Write("{\"position\":"u8);
        PayloadJson.Position(output, message.Position);
        output.Write(",\"time\":\""u8);
        PayloadJson.Ascii(output, message.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        output.Write("\","u8);
        PayloadJson.Write(output, message.Payload, "data"u8);
        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    private static bool TryParseWait(ReadOnlySpan<char> text, out TimeSpan wait)
    {
        wait = default;
        var unit = text.EndsWith("ms") ? 1 : text.EndsWith("s") ? 1_000 : 0;
        if (unit == 0 || !DecimalText.TryParse(text[..^(unit == 1 ? 2 : 1)], out var count) || count > 1_000_000)
        {
            return false;
        }

        wait = TimeSpan.FromMilliseconds((long)count * unit);
        return wait <= MaxWait;
    }
}
