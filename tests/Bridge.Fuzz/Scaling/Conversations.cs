using Bridge.Fuzz.Sites;

namespace Bridge.Fuzz.Scaling;

/// <summary>Requests and sockets that say as much as they may.</summary>
internal static class Conversations
{
    /// <summary>The head that makes a socket of bridge.v1.</summary>
    public const string Handshake =
        "GET /bridge/ws HTTP/1.1\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Protocol: bridge.v1";

    private const string Poll = $"POST /bridge/poll\n{Standing.NativeHeaders}\n\n";
    private const string Publish = $"POST /bridge/channels/news/messages\nBridge-Key: {Site.ApiKey}\nContent-Type: ";

    /// <summary>Whole requests.</summary>
    public static IReadOnlyDictionary<string, Func<int, string>> Requests { get; } = new Dictionary<string, Func<int, string>>
    {
        ["pings"] = size => $"{Poll}[{Shapes.Many(size, _ => "{\"type\":\"ping\"}")}]",
        ["subscriptions"] = size => $"{Poll}[{{\"type\":\"open\"}},{Shapes.Many(size, i => $"{{\"type\":\"subscribe\",\"channel\":\"a:{i}\"}}")}]",
        ["subscriptions in open"] = size => $"{Poll}[{{\"type\":\"open\",\"subscribe\":[{Shapes.Many(size, i => $"{{\"channel\":\"a:{i}\",\"since\":\"oldest\"}}")}]}}]",
        ["coming and going"] = size => $"{Poll}[{{\"type\":\"open\"}},{Shapes.Many(size, i => $"{{\"type\":\"{(i % 2 == 0 ? "" : "un")}subscribe\",\"channel\":\"a:1\"}}")}]",
        ["refused names"] = size => $"{Poll}[{{\"type\":\"open\"}},{Shapes.Many(size, _ => "{\"type\":\"subscribe\",\"channel\":\"~\"}")}]",
        ["submissions"] = size => $"{Poll}[{{\"type\":\"open\"}},{Shapes.Many(size, i => $"{{\"type\":\"submit\",\"id\":{i + 1},\"channel\":\"news\",\"data\":1}}")}]",
        ["submissions to a handler"] = size => $"{Poll}[{{\"type\":\"open\"}},{Shapes.Many(size, i => $"{{\"type\":\"submit\",\"id\":{i + 1},\"channel\":\"echo\",\"data\":1}}")}]",
        ["one submission again and again"] = size => $"{Poll}[{{\"type\":\"open\"}},{Shapes.Many(size, _ => "{\"type\":\"submit\",\"id\":1,\"channel\":\"echo\",\"data\":1}")}]",
        ["positions"] = size => $"{Poll}[{{\"type\":\"open\",\"positions\":{{{Shapes.Many(size, i => $"\"a:{i}\":\"k3f9x2ab-{i}\"")}}}}},{{\"type\":\"poll\",\"wait\":0}}]",
        ["acknowledgements"] = size => $"{Poll}[{{\"type\":\"open\"}},{Shapes.Many(size, i => $"{{\"type\":\"ack\",\"positions\":{{\"a:{i}\":\"k3f9x2ab-{i}\"}}}}")}]",
        ["a batch of small lines"] = size => $"{Publish}application/x-ndjson\nIdempotency-Key: k\n\n{Shapes.Many(size, _ => "1").Replace(',', '\n')}",
        ["empty lines"] = size => $"{Publish}application/x-ndjson\n\n1{new string('\n', size)}",
        ["tags"] = size => $"{Publish}application/json\nBridge-Tags: {Shapes.Many(size, i => $"t{i}")}\n\n1",
        ["exceptions"] = size => $"{Publish}application/json\nBridge-Except: {Shapes.Many(size, i => $"t{i}")}\n\n1",
        ["cookies and commas"] = size => $"{Publish}application/json\nSec-Fetch-Site: same-origin\nCookie: {Shapes.Many(size / 2, i => $"c{i}=1")}\nAccept: {new string(',', size / 2)}\n\n1",
    };

    /// <summary>What a client says on a socket, as frames.</summary>
    public static IReadOnlyDictionary<string, Func<int, byte[]>> Sockets { get; } = new Dictionary<string, Func<int, byte[]>>
    {
        ["pings"] = size => Frames(size, _ => "{\"type\":\"ping\"}"),
        ["acknowledgements of many channels"] = size => Frames(size, i => $"{{\"type\":\"ack\",\"positions\":{{\"a:{i}\":\"k3f9x2ab-{i}\"}}}}"),
        ["submissions that come back"] = size => Frames(size, i => $"{{\"type\":\"submit\",\"id\":{i + 1},\"channel\":\"news\",\"data\":{i}}}"),
        ["submissions to a handler"] = size => Frames(size, i => $"{{\"type\":\"submit\",\"id\":{i + 1},\"channel\":\"echo\",\"data\":{i}}}"),
        ["coming and going"] = size => Frames(size, i => $"{{\"type\":\"{(i % 2 == 0 ? "" : "un")}subscribe\",\"channel\":\"a:{i / 2}\"}}"),
        ["one frame of many envelopes"] = size => [.. Open, .. Frame.Write(1, System.Text.Encoding.UTF8.GetBytes($"[{Shapes.Many(size, _ => "{\"type\":\"ping\"}")}]"))],
        ["control frames"] = size => [.. Open, .. Enumerable.Repeat(Frame.Write(9, "x"u8), size / 7).SelectMany(frame => frame)],
        ["probes before it opens"] = size => [.. Enumerable.Repeat(Frame.Write(1, "{\"type\":\"probe\",\"pad\":\"x\"}"u8), size / 31).SelectMany(frame => frame)],
    };

    private static byte[] Open => Frame.Write(1, "{\"type\":\"open\",\"subscribe\":[{\"channel\":\"news\"}]}"u8);

    private static byte[] Frames(int size, Func<int, string> message)
    {
        var frames = new List<byte>(Open);
        for (var i = 0; frames.Count < size; i++)
        {
            frames.AddRange(Frame.Write(1, System.Text.Encoding.UTF8.GetBytes(message(i))));
        }

        return [.. frames];
    }
}
