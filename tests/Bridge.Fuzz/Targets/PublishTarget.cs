using System.Text;
using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Sites;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Publishing over HTTP: channel, headers and body.</summary>
internal sealed class PublishTarget : SiteTarget
{
    public override string Name => "publish";

    public override int Weight => 4;

    public override IReadOnlyList<byte[]> Examples { get; } = Bytes.Of(
        "news\nContent-Type: application/json\nIdempotency-Key: order-17\n\n{\"headline\":\"first\"}",
        "news\nContent-Type: text/plain; charset=utf-8\nBridge-Tags: a, b\nBridge-Except: c\n\nhé",
        "chat\nContent-Type: application/octet-stream\n\n\0\u0001", "a:b\nContent-Type: application/x-ndjson\nIdempotency-Key: k\n\n{\"a\":1}\n \r\n\"b\"\n[]",
        "secret\nContent-Type: application/json\n\n1",
        "news\nContent-Type: application/json\nContent-Encoding: gzip\n\n1", "news\nContent-Type: application/x-ndjson\n\n\n\n",
        "news\nContent-Type: APPLICATION/JSON ;x\n\n\"\\ud800\"", "nobody\nContent-Type: application/json\n\n1");

    public override IReadOnlyList<byte[]> Words { get; } = Bytes.Of(
        "\n", "\n\n", "\nContent-Type: application/json", "\nContent-Type: application/x-ndjson", "\nContent-Type: text/plain", "\nIdempotency-Key: ", "\nBridge-Tags: ",
        "\nBridge-Except: ", "\nBridge-Tags: a", ",", ";", "\u007f", "{\"a\":1}");

    public override byte[] Generate(SeededRandom random)
    {
        var text = new StringBuilder(random.Pick((string[])["news", "chat", "a:b", "nobody"])).Append("\nContent-Type: ")
            .Append(random.Pick((string[])["application/json", "application/x-ndjson", "text/plain",
            "application/octet-stream"])).Append(random.OneIn(3) ? $"\nIdempotency-Key: {random.Below(5)}" : "")
            .Append(random.OneIn(3) ? $"\nBridge-Tags: {random.Pick((string[])["a", "a,b", "", ",", "user:x"])}" : "").Append("\n\n");
        for (var lines = 1 + random.Below(3); lines > 0; lines--)
        {
            JsonGrammar.Value(random, text, 4);
            text.Append(lines > 1 ? "\n" : "");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    protected override Outcome Run(Site site, byte[] input)
    {
        byte[] request = [.. "POST /bridge/channels/"u8, .. input];
        var line = request.AsSpan().IndexOf((byte)'\n');
        return Judge.Http(site.Send(Request.Of([.. request.AsSpan(0, line < 0 ? request.Length : line), .. "/messages\nBridge-Key: a-key-of-the-fuzzer"u8, .. line < 0 ? [] : request.AsSpan(line)])));
    }
}
