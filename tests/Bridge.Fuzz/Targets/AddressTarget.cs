using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Sites;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Whole requests to any address: method, path, query, headers, body; handshakes too.</summary>
internal sealed class AddressTarget : SiteTarget
{
    private const string Upgrade = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Protocol: bridge.v1";

    public override string Name => "address";

    public override int Weight => 5;

    public override IReadOnlyList<byte[]> Examples { get; } =
    [
        .. DocExamples.Requests.Select(request => Real(request.Contains("/poll") || request.Contains("/send") ? request.Replace("\n\n",
        "\n" + Standing.NativeHeaders + "\n\n") : request)),
        .. Bytes.Of(
            $"GET /bridge/ws HTTP/1.1\n{Upgrade}\n\n", $"GET /chat?after=oldest HTTP/1.1\n{Upgrade}\n\n", $"GET /live/news?after=last:2 HTTP/1.1\n{Upgrade}\nOrigin: http://bridge.example\n\n",
            "GET /bridge/ws HTTP/1.0\nUpgrade: websocket\n\n", "OPTIONS /bridge/poll\nOrigin: https://app.example\nAccess-Control-Request-Method: POST\n\n",
            "GET /bridge/shim.esm.js\nIf-None-Match: \"a\", W/\"b\", *\n\n",
            "HEAD /bridge/shim.d.ts\n\n", "GET /bridge/ws HTTP/2\n\n", "PUT /bridge/send\n\n{}", "GET /bridge/channels/secret/messages?token=x\n\n", "GET /live/%2e%2e\n\n",
            $"POST /bridge/poll\n{Standing.NativeHeaders}\nOrigin: https://evil.example\nCookie: a=b\nSec-Fetch-Site: same-origin\n\n[]"),
    ];

    public override IReadOnlyList<byte[]> Words { get; } = Bytes.Of(
    [
        "\n", "\n\n", "GET ", "POST ", "OPTIONS ", "CONNECT ", "/bridge/", "/ws", "/poll", "/send", "/channels/news/messages", "/chat", "/live/", "?after=", "&wait=0s",
        "?token=", Upgrade,
        .. ((string[])["Origin", "Cookie", "Sec-Fetch-Site", "Bridge-Session", "Bridge-Protocol", "Bridge-Key", "Bridge-Tags", "Bridge-Except", "Idempotency-Key",
        "Authorization", "Content-Type", "Content-Encoding",
            "If-None-Match", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol",
            "Sec-WebSocket-Extensions"]).Select(name => $"\n{name}: "),
        "permessage-deflate; client_max_window_bits", "https://app.example", "http://bridge.example", " HTTP/2", " HTTP/1.0", "é", ", ",
    ]);

    public override byte[] Generate(SeededRandom random) => Real(
        $"{random.Pick((string[])["GET", "POST", "OPTIONS", "PUT", "HEAD"])} {random.Pick((string[])["/bridge/poll", "/bridge/send", "/bridge/ws", "/bridge/channels/news/messages?wait=0s", "/chat", "/live/echo", "/bridge"])}\n" +
        $"{random.Pick((string[])[Upgrade, Standing.NativeHeaders, "Origin: https://app.example", "Authorization: Bearer $apikey\nContent-Type: application/x-ndjson", "Cookie: a=b"])}\n\n{Message(random)}");

    protected override Outcome Run(Site site, byte[] input)
    {
        var request = Request.Of(input);
        var answer = site.Send(request);
        return answer.IsSocket ? Judge.Frames(answer.Body, request.Path.StartsWith("/bridge/ws", StringComparison.OrdinalIgnoreCase)) : Judge.Http(answer);
    }
}
