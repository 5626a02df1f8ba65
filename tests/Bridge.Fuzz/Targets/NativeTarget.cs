using System.Text;
using Bridge.Dialects.Native;
using Bridge.Fuzz.Generation;
using Bridge.Fuzz.Reference;
using Bridge.Messaging;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>Messages of <c>bridge.v1</c>: a frame of <c>/ws</c>, a body of <c>/poll</c> and <c>/send</c>.</summary>
internal sealed class NativeTarget : Target
{
    private const int Depth = 12;

    private readonly NativeDialect _dialect = new(100_000, Depth);

    public override string Name => "native";

    public override int Weight => 32;

    public override IReadOnlyList<byte[]> Examples { get; } = DocExamples.Messages;

    public override IReadOnlyList<byte[]> Words => EnvelopeGrammar.Words;

    public override byte[] Generate(SeededRandom random) => Encoding.UTF8.GetBytes(EnvelopeGrammar.Message(random));

    public override Outcome Run(byte[] input)
    {
        var intents = new List<ClientIntent> { ClientIntent.Ping.Instance };
        var lent = (byte[])input.Clone();
        var reason = _dialect.Read(lent, binary: false, intents);
        OracleException.Unless(ReferenceEquals(intents[0], ClientIntent.Ping.Instance), "What was in the list before is gone.");
        if (reason is not null)
        {
            OracleException.Unless(reason == CloseReason.BadMessage, $"Refused as {reason.Code}.");
            OracleException.Unless(intents.Count == 1, "Of a message that means nothing, something counts.");
            return new(reason.Code, StrictJson.IsValid(input, 99, pairs: true) ? 1 : 0);
        }

        intents.RemoveAt(0);
        OracleException.Unless(StrictJson.IsValid(input, Depth + 3, pairs: false), "It is no JSON, and was understood.");
        var written = IntentText.Write(intents);
        Array.Fill(lent, (byte)'?');
        OracleException.Unless(IntentText.Write(intents).AsSpan().SequenceEqual(written), "What was read points into bytes that were only lent.");
        var again = new List<ClientIntent>();
        OracleException.Unless(_dialect.Read(written, binary: false, again) is null, "What was understood is not, when it is written again.");
        OracleException.Unless(IntentText.Write(again).AsSpan().SequenceEqual(written), "What was understood means something else when it is written again.");
        OracleException.Unless(_dialect.Read(input, binary: true, again) == CloseReason.UnsupportedData, "A binary frame was read.");
        return new("understood", intents.Aggregate(0, (kinds, intent) => (kinds * 5) + intent.GetType().Name.Length + intent.GetType().Name[^1]));
    }
}
