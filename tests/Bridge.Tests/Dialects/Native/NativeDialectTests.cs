using System.Text;
using System.Text.Json;
using Bridge.Conformance.Dialects;
using Bridge.Dialects;
using Bridge.Dialects.Native;
using Bridge.Messaging;

namespace Bridge.Tests.Dialects.Native;

public sealed class NativeDialectTests : DialectSuite
{
    private static readonly string At = new Position(Life, 3).ToString();

    protected override IReadOnlyList<byte[]> Understood { get; } = [.. new[]
    {
        "{\"type\":\"open\"}",
        $"{{\"type\":\"open\",\"token\":\"t\",\"page\":\"p\",\"attempt\":3,\"positions\":{{\"news\":\"{At}\"}},\"subscribe\":[{{\"channel\":\"news\",\"since\":\"now\"}},{{\"channel\":\"~x\",\"since\":{{\"last\":3}}}}]}}",
        $"[{{\"type\":\"subscribe\",\"channel\":\"news\",\"since\":\"{At}\"}},{{\"type\":\"poll\",\"wait\":100,\"attempt\":2}}]",
        "{\"type\":\"unsubscribe\",\"channel\":\"news\"}",
        "{\"type\":\"submit\",\"id\":1,\"channel\":\"news\",\"data\":{\"a\":[1,2,{\"b\":null}]}}",
        "{\"type\":\"submit\",\"channel\":\"no name\",\"text\":\"x\"}",
        "{\"type\":\"submit\",\"id\":9007199254740991,\"channel\":\"news\",\"base64\":\"AAECAw==\"}",
        $"{{\"type\":\"ack\",\"positions\":{{\"news\":\"{At}\",\"other\":\"{At}\"}}}}",
        "{\"type\":\"probe\",\"pad\":\"xxxx\"}",
        "{\"type\":\"ping\"}", "{\"type\":\"pong\"}", "{\"type\":\"close\",\"unknown\":{\"deep\":[[[]]]}}",
    }.Select(Encoding.UTF8.GetBytes)];

    protected override (byte[] Bytes, bool Binary) Submission(Payload payload) => (
        [.. Encoding.UTF8.GetBytes("{\"type\":\"submit\",\"id\":1,\"channel\":\"news\","), .. Member(payload), (byte)'}'], false);

    protected override IEnumerable<Payload> ReadByClient(ReadOnlyMemory<byte> frame, bool binary)
    {
        Assert.False(binary);
        using var json = JsonDocument.Parse(frame);
        var envelopes = json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray()] : new[] { json.RootElement };
        Assert.All(envelopes, envelope => Assert.NotEqual("", envelope.GetProperty("type").GetString()));
        return [.. envelopes.Where(envelope => envelope.GetProperty("type").GetString() == "message").Select(PayloadOf)];
    }

    internal override IDialect Create() => new NativeDialect(100_000, 32);

    [Theory]
    [InlineData("{\"type\":\"fly\"}")]
    [InlineData("{\"type\":5}")]
    [InlineData("{\"type\":\"submit\",\"id\":1.5,\"channel\":\"news\",\"data\":1}")]
    [InlineData("{\"type\":\"submit\",\"id\":-1,\"channel\":\"news\",\"data\":1}")]
    [InlineData("{\"type\":\"submit\",\"id\":9007199254740992,\"channel\":\"news\",\"data\":1}")]
    [InlineData("{\"type\":\"submit\",\"id\":\"7\",\"channel\":\"news\",\"data\":1}")]
    [InlineData("{\"type\":\"submit\",\"id\":1,\"channel\":\"news\"}")]
    [InlineData("{\"type\":\"submit\",\"id\":1,\"channel\":\"news\",\"base64\":\"?\"}")]
    [InlineData("{\"type\":\"ack\"}")]
    [InlineData("{\"type\":\"ack\",\"positions\":{\"news\":7}}")]
    [InlineData("{\"type\":\"ack\",\"positions\":{\"news\":\"7\"}}")]
    [InlineData("{\"type\":\"ack\",\"positions\":[]}")]
    [InlineData("{\"type\":\"poll\",\"wait\":-1}")]
    [InlineData("{\"type\":\"subscribe\",\"channel\":\"news\",\"since\":\"yesterday\"}")]
    [InlineData("{\"type\":\"subscribe\",\"channel\":\"news\",\"since\":{\"last\":-1}}")]
    [InlineData("{\"type\":\"subscribe\",\"channel\":\"news\",\"since\":{\"last\":1e40}}")]
    [InlineData("{\"type\":\"open\",\"subscribe\":[{}]}")]
    [InlineData("{\"type\":\"open\",\"subscribe\":[\"news\"]}")]
    [InlineData("[{\"type\":\"ping\"},{\"type\":\"fly\"}]")]
    [InlineData("[{\"type\":\"ping\"}]]")]
    [InlineData("[{\"type\":\"ping\"}")]
    public void What_means_nothing_is_bad_message(string text)
    {
        var intents = new List<ClientIntent>();

        Assert.Same(CloseReason.BadMessage, Create().Read(Encoding.UTF8.GetBytes(text), binary: false, intents));
        Assert.Empty(intents);
    }

    [Fact]
    public void A_pad_and_a_page_key_have_a_longest_length()
    {
        Assert.Null(Read($"{{\"type\":\"probe\",\"pad\":\"{new string('x', 2_048)}\"}}"));
        Assert.NotNull(Read($"{{\"type\":\"probe\",\"pad\":\"{new string('x', 2_049)}\"}}"));
        Assert.Null(Read($"{{\"type\":\"open\",\"page\":\"{new string('x', 64)}\"}}"));
        Assert.NotNull(Read($"{{\"type\":\"open\",\"page\":\"{new string('x', 65)}\"}}"));
        Assert.Null(Read($"{{\"type\":\"open\",\"token\":\"{new string('x', 128)}\"}}"));
        Assert.NotNull(Read($"{{\"type\":\"open\",\"token\":\"{new string('x', 129)}\"}}"));
    }

    [Fact]
    public void A_payload_may_nest_as_deep_as_the_limit_says_inside_its_envelope()
    {
        static string Deep(int levels) => new string('[', levels) + new string(']', levels);

        Assert.Null(Read($"[{{\"type\":\"submit\",\"channel\":\"news\",\"data\":{Deep(32)}}}]"));
        Assert.NotNull(Read($"[{{\"type\":\"submit\",\"channel\":\"news\",\"data\":{Deep(40)}}}]"));
    }

    [Fact]
    public void Binary_frames_are_unsupported_data() => Assert.Same(CloseReason.UnsupportedData, Create().Read("{\"type\":\"open\"}"u8, binary: true, []));

    private CloseReason? Read(string text) => Create().Read(Encoding.UTF8.GetBytes(text), binary: false, []);

    private static byte[] Member(Payload payload) => payload.Kind switch
    {
        PayloadKind.Json => [.. "\"data\":"u8, .. payload.Bytes.Span],
        PayloadKind.Text => [.. "\"text\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(payload.Bytes.Span))],
        _ => [.. "\"base64\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(Convert.ToBase64String(payload.Bytes.Span))],
    };

    private static Payload PayloadOf(JsonElement envelope) =>
        envelope.TryGetProperty("data", out var data) ? Payload.Json(data.GetRawText())
        : envelope.TryGetProperty("text", out var text) ? Payload.Text(text.GetString()!)
        : Payload.Binary(envelope.GetProperty("base64").GetBytesFromBase64());
}
