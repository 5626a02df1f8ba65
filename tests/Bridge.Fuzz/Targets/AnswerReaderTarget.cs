using Bridge.Fuzz.Generation;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Fuzz.Targets;

/// <summary>A backend's answers, read by the shapes of real systems. The first byte chooses the shape, the second status and cut; the rest is the body. What was read is answered and read again: the same items.</summary>
internal sealed class AnswerReaderTarget : Target
{
    private static readonly int[] Statuses = [200, 200, 200, 200, 304, 404, 409, 429, 500];

    private static readonly KeyValuePair<string, string>[] Headers =
        [new("ETag", "W/\"e\""), new("Last-Modified", "now"), new("X-Chat-Last-Given", "9"), new("X-Transmission-Session-Id", "s"), new("Retry-After", "3")];

    private readonly PollShape[] _shapes = [.. ShapeSamples.Files.Select(ShapeSamples.Read)];

    public override string Name => "poll-answer";

    public override int Weight => 24;

    public override IReadOnlyList<byte[]> Examples { get; } =
    [
        .. from shape in Enumerable.Range(0, ShapeSamples.Files.Count)
           from body in Bytes.Of(
               "{\"results\":[\n{\"seq\":4,\"id\":\"a\"},\n{\"seq\": 5}\n],\n\"last_seq\":5}", "{\"ocs\":{\"data\":[{\"id\":13}]}}", "[]", "{}", "", "text", "<html>",
               "[{\"id\":1,\"global_id\":2,\"message_id\":3,\"channel\":\"/a\",\"data\":{\"/a\":1}}]", "{\"events\":[{\"id\":1,\"type\":\"message\"},{\"id\":2,\"type\":\"heartbeat\"}]}",
               "{\"timestamp\":17,\"data\":\"\\u00e9\"}", "{\"arguments\":{\"torrents\":[]},\"result\":\"success\"}", "{\"messages\":[{\"id\":\"\\ud800\"}],\"lastId\":4}")
           select (byte[])[(byte)shape, 0, .. body],
    ];

    public override IReadOnlyList<byte[]> Words { get; } = [.. Bytes.Of("results", "last_seq", "\"id\":", "events", "messages", "\\ud800", "{}", "[]", ",", "null"), .. Interesting.Numbers];

    public override Outcome Run(byte[] input)
    {
        if (input.Length < 2)
        {
            return new("short");
        }

        var shape = _shapes[input[0] % _shapes.Length];
        var answer = new LegacyAnswer { Status = Statuses[input[1] % Statuses.Length], Headers = Headers, Body = input.AsMemory(2), IsCut = input[1] >= 240 };
        var verdict = new AnswerReader(shape).Read(answer, null);
        if (verdict is not AnswerVerdict.News news)
        {
            return new(verdict is AnswerVerdict.Broken broken ? broken.Where : verdict.GetType().Name, input[0]);
        }

        OracleException.Unless(news.Items.All(item => item.Raw.Length == 0 || answer.Body.Span.Overlaps(item.Raw.Span)), "An item is no slice of the body.");
        OracleException.Unless(news.Cursor is null || new CursorText(shape.Cursor).Decode(news.Cursor) is not null, "The cursor can't be read back.");
        var again = new AnswerReader(shape).Read(new AnswerBuilder(shape).Build(news.Items, news.Cursor, null)!, null);
        OracleException.Unless(
            again is AnswerVerdict.News same && same.Cursor == news.Cursor && same.Items.Count == news.Items.Count
            && same.Items.Zip(news.Items).All(pair => pair.First.Raw.Span.SequenceEqual(pair.Second.Raw.Span) && pair.First.Id == pair.Second.Id),
            "What the bridge answers doesn't read as what it read.");
        return new("news", Math.Min(news.Items.Count, 4));
    }
}
