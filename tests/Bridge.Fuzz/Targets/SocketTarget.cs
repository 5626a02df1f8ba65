using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Sites;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Messages on a socket of <c>bridge.v1</c>, one behind the other: 0x1E stands between them, 0x1F before bytes.</summary>
internal sealed class SocketTarget : SiteTarget
{
    public const byte Between = 0x1E;
    public const byte Binary = 0x1F;

    private const string Head =
        "GET /bridge/ws HTTP/1.1\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Protocol: bridge.v1";

    public override string Name => "socket";

    public override int Weight => 6;

    public override IReadOnlyList<byte[]> Examples { get; } =
    [
        .. DocExamples.Messages.Select(message => (byte[])[.. "{\"type\":\"open\",\"subscribe\":[{\"channel\":\"news\",\"since\":\"oldest\"}]}\u001e"u8, .. message]),
        Real("{\"type\":\"open\",\"token\":\"$token\",\"page\":\"p\",\"positions\":{\"news\":\"$start\"}}\u001e{\"type\":\"ack\",\"positions\":{\"news\":\"$first\"}}\u001e{\"type\":\"close\"}"),
        Real("{\"type\":\"probe\",\"pad\":\"xx\"}\u001e{\"type\":\"open\"}\u001e\u001fbytes"),
    ];

    public override IReadOnlyList<byte[]> Words { get; } = [.. EnvelopeGrammar.Words, [Between], [Binary], .. Bytes.Of("{\"type\":\"open\"}\u001e"), Real("\"token\":\"$token\",\"page\":\"p\"")];

    /// <summary>The messages as a client's frames.</summary>
    public static byte[] Frames(ReadOnlySpan<byte> messages)
    {
        var frames = new List<byte>();
        foreach (var range in messages.Split(Between))
        {
            var message = messages[range];
            frames.AddRange(message is [Binary, .. var bytes] ? Frame.Write(2, bytes) : Frame.Write(1, message));
        }

        return [.. frames];
    }

    public override byte[] Generate(SeededRandom random)
    {
        var messages = Enumerable.Range(0, 1 + random.Below(5)).Select(_ => Message(random));
        return Real(string.Join("\u001e", random.OneIn(4) ? messages : messages.Prepend("{\"type\":\"open\",\"subscribe\":[{\"channel\":\"news\"},{\"channel\":\"echo\"}]}")));
    }

    protected override Outcome Run(Site site, byte[] input)
    {
        var answer = site.Send(Request.Of(Head, Frames(input)));
        OracleException.Unless(answer.IsSocket, $"The handshake was answered with {answer.Status}.");
        return Judge.Frames(answer.Body, native: true);
    }
}
