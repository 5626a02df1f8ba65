using System.Text;
using System.Text.Json;
using Bridge.Fuzz.Generation;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>A session's outcomes as they are kept in the record store.</summary>
internal sealed class SubmissionBookTarget : Target
{
    public override string Name => "submission-book";

    public override int Weight => 6;

    public override IReadOnlyList<byte[]> Examples { get; } = [.. Books().Select(book => book.Write()), .. Bytes.Of("{}", "null", "{\"Outcomes\":null}", "{\"Outcomes\":{\"1\":null}}")];

    public override IReadOnlyList<byte[]> Words { get; } = Bytes.Of(
        "\"Outcomes\":", "\"Running\":", "\"Forgotten\":", "\"At\":\"k3f9x2ab-1\"", "\"Bytes\":\"AAEC\"", "\"Kind\":2", "\"Why\":[\"json\",\"x\"]", "\"Why\":[null,null]",
        "\"Why\":[\"X Y\",\"\"]", "\"Until\":", "\"Id\":1", "\"1\":{}");

    public override byte[] Generate(SeededRandom random)
    {
        var text = new StringBuilder("{\"Outcomes\":{");
        var count = random.Below(4);
        for (var i = 1; i <= count; i++)
        {
            text.Append($"{(i > 1 ? "," : "")}\"{i}\":{{\"Kind\":{random.Below(4)},\"Bytes\":\"{random.Pick((string[])["", "AAEC", "?"])}\"");
            if (random.OneIn(3))
            {
                text.Append(",\"Why\":");
                JsonGrammar.List(random, text, '[', ']', () => JsonGrammar.String(random, text));
            }

            text.Append('}');
        }

        return Encoding.UTF8.GetBytes(text.Append($"}},\"Forgotten\":{random.Below(5)}}}").ToString());
    }

    public override Outcome Run(byte[] input)
    {
        try
        {
            var book = SubmissionBook.Read(input);
            OracleException.Unless(book.Forgotten >= 0 && book.NextId > book.Forgotten, "The next id was used.");
            var written = book.Write();
            OracleException.Unless(SubmissionBook.Read(written).Write().AsSpan().SequenceEqual(written), "It reads differently when it is written again.");
            book.Find(1);
            return new("book", written.Length / 8);
        }
        catch (JsonException)
        {
            return new("damaged");
        }
    }

    private static IEnumerable<SubmissionBook> Books()
    {
        var book = new SubmissionBook();
        yield return book;
        book.Finish(1, new SubmissionOutcome { Position = new Position(new Epoch(5), 3) });
        book.Finish(2, new SubmissionOutcome { Reply = Payload.Json("{\"a\":1}") });
        book.Finish(3, new SubmissionOutcome { Reply = Payload.Text("é") });
        book.Finish(4, SubmissionOutcome.Refused(Refusal.HandlerFailed));
        book.Finish(5, SubmissionOutcome.Refused(Refusal.Custom("too_early", "Come at nine.")));
        book.Claim(6, DateTimeOffset.UnixEpoch);
        yield return book;
    }
}
