using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Sites;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Plain sockets: a line with the address, then the messages as on <see cref="SocketTarget"/>.</summary>
internal sealed class PlainSocketTarget : SiteTarget
{
    private const string Head = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    public override string Name => "plain-socket";

    public override int Weight => 3;

    public override IReadOnlyList<byte[]> Examples { get; } =
    [
        .. Bytes.Of("/chat\nhello\u001e{\"a\":1}\u001e\u001fbytes", "/live/echo\n{\"a\":1}\u001e\"\\ud800\"", "/live/news?after=last:3\n", "/live/secret\nx",
        "/live/~x\nx", "/live/quiet\nx", "/chat?after=oldest\n\u001e\u001e",
            "/chat?after=aaaaaaaa-1\nx", "/live/a:b?after=now\n1"),
        Real("/live/news?after=$start\n1"),
    ];

    public override IReadOnlyList<byte[]> Words { get; } = Bytes.Of("/chat", "/live/", "?after=", "\n", "\u001e", "\u001f", "oldest", "last:", "{\"a\":1}");

    public override byte[] Generate(SeededRandom random) => Bytes.Of(
        $"{random.Pick((string[])["/chat", "/live/echo", "/live/a:b"])}?after={random.Pick((string[])["now", "oldest", "last:2"])}\n{string.Join('\u001e', Enumerable.Range(0, random.Below(5)).Select(i => $"{{\"n\":{i}}}"))}")[0];

    protected override Outcome Run(Site site, byte[] input)
    {
        var line = input.AsSpan().IndexOf((byte)'\n');
        var address = Bytes.Text(line < 0 ? input : input.AsSpan(0, line)).Replace(" ", "%20", StringComparison.Ordinal);
        var answer = site.Send(Request.Of($"GET {address} HTTP/1.1\n{Head}", line < 0 ? [] : SocketTarget.Frames(input.AsSpan(line + 1))));
        return answer.IsSocket ? Judge.Frames(answer.Body, native: address.StartsWith("/bridge/ws", StringComparison.OrdinalIgnoreCase)) : Judge.Http(answer);
    }
}
