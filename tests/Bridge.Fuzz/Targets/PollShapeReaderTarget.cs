using Bridge.Fuzz.Generation;
using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Fuzz.Targets;

/// <summary>Shapes as JSON: faults are told, never thrown; and a shape without a fault can be matched, asked and read with.</summary>
internal sealed class PollShapeReaderTarget : Target
{
    private static readonly byte[] Key = new byte[16];

    public override string Name => "poll-shape";

    public override int MaxLength => 3_000;

    public override IReadOnlyList<byte[]> Examples { get; } = [.. ShapeSamples.Files.Select(File.ReadAllBytes)];

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. Bytes.Of("\"{scope}\"", "{room}", "\"public\"", "\"header\"", "\"json\"", "\"form\"", "\"item\"", "\"int\"", "\"text\"", "\"value\"", "\"tail\"", "*", "-1", "{}", "[]"), .. Interesting.Numbers];

    public override Outcome Run(byte[] input)
    {
        var faults = new OptionFaults();
        var shape = PollShapeReader.Read("Shapes:x", input, faults);
        if (faults.Found.Count > 0)
        {
            OracleException.Unless(faults.Found.All(fault => fault.StartsWith("Shapes:x", StringComparison.Ordinal)), "A fault has no path.");
            return new("faults", Math.Min(faults.Found.Count, 8));
        }

        var request = new LegacyRequest { Path = shape.Match.Path, Query = "since=1&x", Headers = [new("Cookie", "sid=1")] };
        var matched = new ShapeMatcher(shape, Key).Match(request).Match is not null;
        try
        {
            var builder = new PollRequestBuilder(shape);
            builder.Poll(new PollAsk { Cursor = builder.FirstCursor(DateTimeOffset.UnixEpoch, new Dictionary<string, string>(), []) });
        }
        catch (FormatException) // a variable is missing
        {
        }

        foreach (var body in Bytes.Of("[{\"id\":1}]", "{\"results\":[1],\"last_seq\":1}", ""))
        {
            if (new AnswerReader(shape).Read(new LegacyAnswer { Body = body }, null) is AnswerVerdict.News news)
            {
                new AnswerBuilder(shape).Build(news.Items, news.Cursor, null);
            }
        }

        Guarantee.Of(shape);
        return new("shape", (int)shape.Kind + (matched ? 4 : 0));
    }
}
