using System.Text;
using Bridge.Conformance.Dialects;
using Bridge.Dialects;
using Bridge.Dialects.Plain;
using Bridge.Messaging;

namespace Bridge.Tests.Dialects.Plain;

public sealed class PlainSocketDialectTests : DialectSuite
{
    protected override IReadOnlyList<byte[]> Understood { get; } =
        [.. new[] { "hello", "{\"a\":[1,{\"b\":\"c\"}]}", "\"text\"", "12.5e7", "", " ", "{\"half\":" }.Select(Encoding.UTF8.GetBytes)];

    protected override (byte[] Bytes, bool Binary) Submission(Payload payload) => (payload.Bytes.ToArray(), payload.Kind == PayloadKind.Binary);

    /// <summary>The bytes are the frame; whether text or JSON was meant does not stand in it.</summary>
    protected override IEnumerable<Payload> ReadByClient(ReadOnlyMemory<byte> frame, bool binary)
    {
        Assert.True(binary || System.Text.Unicode.Utf8.IsValid(frame.Span));
        var kind = binary ? PayloadKind.Binary : IsJson(frame) ? PayloadKind.Json : PayloadKind.Text;
        return [new Payload(frame, kind)];
    }

    internal override IDialect Create() => new PlainSocketDialect(News, 100_000, 32);

    [Fact]
    public void Only_a_handlers_reply_is_said_to_a_plain_client()
    {
        var position = new Position(Life, 1);

        Assert.Empty(Write(Create(), [new ServerReply.Accepted(null, position, null), new ServerReply.SubmitRefused(null, Refusal.Json), ServerReply.Ping.Instance], null));
        var frame = Assert.Single(Write(Create(), [new ServerReply.Accepted(null, null, Payload.Binary(new byte[] { 1 }))], null));
        Assert.True(frame.Binary);
        Assert.Equal([1], frame.Bytes.ToArray());
    }

    private static bool IsJson(ReadOnlyMemory<byte> frame)
    {
        try
        {
            using var _ = System.Text.Json.JsonDocument.Parse(frame);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
