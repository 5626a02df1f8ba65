using System.Text;
using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Reference;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>The one check of payloads, against a second reading of RFC 8259.</summary>
internal sealed class PayloadTarget : Target
{
    private const int Depth = 8; // small, so that inputs reach it

    private readonly Publisher _publisher = new([], null!, null!, new SessionOptions { MaxJsonDepth = Depth, MaxPayloadBytes = 400 }, null!);

    public override string Name => "payload";

    public override int Weight => 24;

    public override IReadOnlyList<byte[]> Examples { get; } = Bytes.Of(
        "{\"a\":[1,2.5e-3,{\"b\":null}],\"c\":\"\\ud83d\\ude00\"}", "\"\\ud800\"", "[[[[[[[[1]]]]]]]]", "[[[[[[[[[1]]]]]]]]]", " 1 ", "-0.0", "\"é\"",
        "{\"a\":1,\"a\":2}", "tru", "{}{}", "", "\ufeff1");

    public override IReadOnlyList<byte[]> Words => Interesting.Numbers;

    public override byte[] Generate(SeededRandom random)
    {
        var text = new StringBuilder();
        JsonGrammar.Value(random, text, 1 + random.Below(Depth + 3));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public override Outcome Run(byte[] input)
    {
        var isText = Is(input, PayloadKind.Text, System.Text.Unicode.Utf8.IsValid(input));
        var isJson = Is(input, PayloadKind.Json, StrictJson.IsValid(input, Depth, pairs: true));
        Is(input, PayloadKind.Binary, true);
        return new(isJson ? "json" : isText ? "text" : "bytes", isJson ? (int)input.Count(sign => sign is (byte)'[' or (byte)'{') : StrictJson.IsValid(input, 99, pairs: false) ? 1 : 0);
    }

    private bool Is(byte[] input, PayloadKind kind, bool valid)
    {
        var refusal = _publisher.Fault(new Payload(input, kind));
        var expected = input.Length > 400 ? Refusal.PayloadTooLarge : valid ? null : Refusal.Json;
        OracleException.Unless(refusal == expected, $"As {kind} it is judged {refusal?.Code ?? "good"}, and is {expected?.Code ?? "good"}.");
        return refusal is null;
    }
}
