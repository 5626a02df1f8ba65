using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Bridge.Fuzz.Reference;
using Bridge.Messaging;

namespace Bridge.Fuzz.Sites;

/// <summary>What must be true of every answer.</summary>
internal static class Judge
{
    private const int Deepest = 40;

    private static readonly string[] Types =
        ["opened", "subscribed", "refused", "unsubscribed", "message", "gap", "position", "ping", "pong", "probed", "accepted", "closed"];

    private static readonly Dictionary<string, int> Statuses =
        CloseReason.All.Select(reason => (reason.Code, reason.Status)).Concat(Refusal.All.Select(refusal => (refusal.Code, refusal.Status))).ToDictionary();

    /// <summary>Judges an answer over HTTP: no fault of the server's, nothing that a server can't send, and if not a success, one of our codes.</summary>
    /// <returns>What kind of answer it is.</returns>
    public static Outcome Http(Answer answer)
    {
        OracleException.Unless(answer.Status < 500, $"Status {answer.Status}: {Encoding.UTF8.GetString(answer.Body)}");
        foreach (var (name, values) in answer.Headers)
        {
            OracleException.Unless(!values.ToString().AsSpan().ContainsAnyExceptInRange(' ', '~'), $"The header {name} can't be sent: '{values}'.");
        }

        var length = answer.Headers.ContentLength;
        OracleException.Unless(answer.IsSocket || length is null || length == answer.Body.Length || answer.Body.Length == 0, $"Content-Length {length}, and {answer.Body.Length} bytes.");
        if (answer.Headers.ContentType.ToString().StartsWith("application/json", StringComparison.Ordinal))
        {
            using var json = Json(answer.Body);
            return answer.Status == 200 ? Success(json.RootElement) : Refused(json.RootElement, answer.Status);
        }

        return new("" + answer.Status);
    }

    /// <summary>Judges what a server sent on a socket: whole frames, text that is text, nothing behind the close frame, and in <c>bridge.v1</c> envelopes.</summary>
    public static Outcome Frames(ReadOnlySpan<byte> sent, bool native)
    {
        var kinds = 0;
        var close = 0;
        while (!sent.IsEmpty)
        {
            var frame = Frame.Read(ref sent, out var opcode);
            OracleException.Unless(close == 0 || opcode is 9 or 10, "There is something behind the close frame."); // RFC 6455 section 5.5.1 forbids data only
            switch (opcode)
            {
                case 1:
                    OracleException.Unless(System.Text.Unicode.Utf8.IsValid(frame), "A text frame holds no UTF-8.");
                    kinds += native ? Envelopes(frame) : 1;
                    break;
                case 2:
                    OracleException.Unless(!native, "bridge.v1 sent bytes.");
                    kinds += 1_000;
                    break;
                case 8:
                    close = frame.Length < 2 ? 1005 : BinaryPrimitives.ReadUInt16BigEndian(frame);
                    OracleException.Unless(frame.Length != 1 && (frame.IsEmpty || close is >= 1000 and <= 4999 and not (1004 or 1005 or 1006 or 1015)), $"Close code {close} must not be sent.");
                    OracleException.Unless(close is not 1011, "The server closed for a fault of its own.");
                    break;
                case 9 or 10:
                    break;
                default:
                    throw new OracleException($"A frame of kind {opcode} was sent.");
            }
        }

        return new("socket " + close, kinds % 512);
    }

    private static int Envelopes(ReadOnlySpan<byte> frame)
    {
        using var json = Json(frame.ToArray());
        return Envelopes(json.RootElement);
    }

    private static JsonDocument Json(byte[] body)
    {
        OracleException.Unless(StrictJson.IsValid(body, Deepest, pairs: true), $"What was sent is no JSON: {Encoding.UTF8.GetString(body)}");
        return JsonDocument.Parse(body);
    }

    private static Outcome Success(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return new("envelopes", Envelopes(json) % 512);
        }

        if (json.TryGetProperty("messages", out var messages))
        {
            var positions = messages.EnumerateArray().Select(message => message.GetProperty("position")).Append(json.GetProperty("cursor"));
            OracleException.Unless(positions.All(IsPosition), "A plain answer without positions.");
            return new("messages", Math.Min(20, messages.GetArrayLength()) + (json.GetProperty("gap").ValueKind == JsonValueKind.Object ? 100 : 0));
        }

        OracleException.Unless(IsPosition(json.GetProperty("position")) && json.GetProperty("count").GetInt32() > 0, "A publish without a position.");
        return new("published", json.GetProperty("duplicate").GetBoolean() ? 1 : 0);
    }

    private static Outcome Refused(JsonElement json, int status)
    {
        var code = json.GetProperty("error").GetString()!;
        OracleException.Unless(Statuses.TryGetValue(code, out var expected) && expected == status, $"Status {status} with the code {code}.");
        OracleException.Unless(
            json.GetProperty("text").GetString() is { Length: > 0 } && json.GetProperty("advice").GetString() is "stop" or "resume" or "reopen", "A refusal without text or advice.");
        return new(code);
    }

    private static int Envelopes(JsonElement json)
    {
        var kinds = 0;
        foreach (var envelope in json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().ToArray() : [json])
        {
            var type = envelope.GetProperty("type").GetString()!;
            OracleException.Unless(Types.Contains(type), $"The server said '{type}'.");
            OracleException.Unless(type is not ("refused" or "closed") || Statuses.ContainsKey(envelope.GetProperty("code").GetString()!), $"A code of no table: {envelope}");
            OracleException.Unless(
                type is not ("message" or "gap" or "position" or "subscribed")
                || (IsPosition(envelope.GetProperty("position")) && ChannelName.IsValid(envelope.GetProperty("channel").GetString())),
                $"No place: {envelope}");
            kinds = (kinds * 3) + type.Length + type[0];
        }

        return kinds & 0x7FFF;
    }

    private static bool IsPosition(JsonElement json) => Position.TryParse(json.GetString(), out _);
}
