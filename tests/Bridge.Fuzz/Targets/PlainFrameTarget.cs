using Bridge.Dialects.Plain;
using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Reference;
using Bridge.Messaging;

namespace Bridge.Fuzz.Targets;

/// <summary>Frames of a plain socket: the first byte says text or bytes.</summary>
internal sealed class PlainFrameTarget : Target
{
    private const int Depth = 8;

    private readonly PlainSocketDialect _dialect = new("chat", 1_000, Depth);

    public override string Name => "plain-frame";

    public override int Weight => 6;

    public override IReadOnlyList<byte[]> Examples { get; } = Bytes.Of("t{\"a\":1}", "thello", "t", "b\0\u0001", "t\"\\ud800\"", "t[[[[[[[[[1]]]]]]]]]");

    public override Outcome Run(byte[] input)
    {
        var binary = input is [(byte)'b', ..];
        var frame = input.AsSpan(Math.Min(1, input.Length)).ToArray();
        var lent = (byte[])frame.Clone();
        var intents = new List<ClientIntent>();
        OracleException.Unless(_dialect.Read(lent, binary, intents) is null, "A plain frame was refused.");
        Array.Fill(lent, (byte)'?');
        OracleException.Unless(
            intents is [ClientIntent.Submit { Id: null } only] && only.Channel.Value == "chat" && only.Payload.Bytes.Span.SequenceEqual(frame), "A frame is not one submission of its bytes.");
        var kind = ((ClientIntent.Submit)intents[0]).Payload.Kind;
        if (System.Text.Unicode.Utf8.IsValid(frame)) // the framework lets no other text frame pass
        {
            var expected = binary ? PayloadKind.Binary : StrictJson.IsValid(frame, Depth, pairs: true) ? PayloadKind.Json : PayloadKind.Text;
            OracleException.Unless(kind == expected, $"It is taken for {kind}, and is {expected}.");
        }

        return new(kind.ToString());
    }
}
