using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Sites;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>The raw bytes of a connection that has become a socket: fragments, control frames, lengths that lie. The first sign says which socket.</summary>
internal sealed class RawSocketTarget : SiteTarget
{
    private const string Head = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Protocol: bridge.v1";

    public override string Name => "raw-socket";

    public override int Weight => 5;

    public override int MaxLength => 8_000; // past the largest message

    public override IReadOnlyList<byte[]> Examples { get; } =
    [
        .. DocExamples.Messages.Select(message => (byte[])[(byte)'n', .. Frame.Write(1, message)]),
        [(byte)'n', .. Frame.Write(1, "{\"type\":"u8, final: false), .. Frame.Write(9, "ping"u8), .. Frame.Write(0, "\"open\"}"u8), .. Frame.Write(8, [0x03, 0xE8])],
        [(byte)'c', .. Frame.Write(2, [1, 2, 3]), .. Frame.Write(1, "h\u00e9"u8), .. Frame.Write(8, [0x0F, 0xA0, (byte)'x'])],
        [(byte)'c', .. Frame.Write(1, [0xC3], final: false), .. Frame.Write(0, [0xA9], final: false), .. Frame.Write(0, [])],
        [(byte)'l', .. Frame.Write(1, new byte[200]), 0x81, 0xFF, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 1],
    ];

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        Frame.Write(0, "x"u8), Frame.Write(0, [], final: false), Frame.Write(1, "{\"type\":\"open\"}"u8), Frame.Write(1, "{"u8, final: false), Frame.Write(2, [0]),
        Frame.Write(8, []), Frame.Write(8, [3]), Frame.Write(8, [0x03, 0xE8]),
        Frame.Write(9, []), Frame.Write(10, "x"u8), Frame.Write(3, []), Frame.Write(9, new byte[126]), [0x81, 0xFE, 0xFF, 0xFF],
        [0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xC1, 0x80, 0, 0, 0, 0], [0x81, 0x01],
    ];

    public override byte[] Generate(SeededRandom random)
    {
        var bytes = new List<byte> { (byte)"ncl"[random.Below(3)] };
        for (var frames = 1 + random.Below(6); frames > 0; frames--)
        {
            var payload = random.OneIn(3) ? Real(Message(random)) : new byte[random.OneIn(6) ? random.Below(6_000) : random.Below(130)];
            bytes.AddRange(Frame.Write(random.Pick((byte[])[1, 1, 1, 0, 0, 2, 8, 9, 10, 5]), payload, final: !random.OneIn(3)));
        }

        return [.. bytes];
    }

    protected override Outcome Run(Site site, byte[] input)
    {
        var path = (input is [var first, ..] ? (char)first : 'n') switch { 'c' => "/chat", 'l' => "/live/echo", _ => "/bridge/ws" };
        var answer = site.Send(Request.Of($"GET {path} HTTP/1.1\n{Head}", input[Math.Min(1, input.Length)..]));
        OracleException.Unless(answer.IsSocket, $"The handshake was answered with {answer.Status}.");
        return Judge.Frames(answer.Body, native: path == "/bridge/ws");
    }
}
