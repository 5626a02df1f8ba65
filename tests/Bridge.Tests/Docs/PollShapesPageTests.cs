using Bridge.PollShapes;
using Bridge.Tests.PollShapes;

namespace Bridge.Tests.Docs;

/// <summary>docs/poll-shapes.md: every shape is read, and its steps are taken.</summary>
public sealed class PollShapesPageTests
{
    public static TheoryData<int> Blocks { get; } = new(Read().Index().Where(block => block.Item.Kind == "shape").Select(block => block.Index));

    [Fact]
    public void The_page_has_its_shapes() => Assert.Equal(3, Blocks.Count);

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_shape_of_the_page_does_what_the_page_says(int at)
    {
        var blocks = Read();
        var shape = Samples.Shape(string.Join('\n', blocks[at].Lines));
        var steps = blocks[at + 1];
        Assert.Equal("steps", steps.Kind);
        for (var i = 0; i < steps.Lines.Count; i += 2)
        {
            var said = steps.Lines[i + 1].Trim();
            var (verb, rest) = steps.Lines[i].Split(' ', 2) is [var first, var second] ? (first, second) : ("", "");
            Assert.Equal(said, verb switch
            {
                "request" => Request(shape, rest, said),
                "answer" => Answer(shape, rest),
                _ => Next(shape, rest),
            });
        }
    }

    private static string Request(PollShape shape, string text, string said)
    {
        var outcome = new ShapeMatcher(shape, Samples.Key).Match(Samples.Get(text.Split(' ')[1], ("Cookie", "PHPSESSID=s")));
        return outcome.Match is not { } match ? $"no match: {outcome.Why}" : said.StartsWith("channel", StringComparison.Ordinal) ? $"channel {match.Channels.Single().Name}" : $"cursor {match.Cursor}";
    }

    private static string Answer(PollShape shape, string text)
    {
        var (status, body) = text.Split(' ', 2) is [var first, var second] ? (first, second.Replace("\\n", "\n")) : (text, "");
        var isTagged = shape.Cursor.Parts[0].From == CursorSource.Header;
        var answer = Samples.Answer(int.Parse(status), body, [.. isTagged && status == "200" ? ((string, string)[])[("ETag", "\"v1\"")] : []]);
        var verdict = new AnswerReader(shape).Read(answer, isTagged ? "\"v1\"" : "41");
        if (verdict is AnswerVerdict.News news)
        {
            Assert.Equal(body, Samples.Text(new AnswerBuilder(shape).Build(news.Items, news.Cursor, null)!.Body));
        }

        return verdict switch
        {
            AnswerVerdict.News { Items: var items, Cursor: var cursor } => $"items {items.Count}{(isTagged ? "" : $", cursor {cursor}")}",
            AnswerVerdict.Nothing nothing => $"nothing, cursor {nothing.Cursor}",
            AnswerVerdict.Ruled ruled => $"{ChoiceText.Of(ruled.Rule.Do)} {DurationText.Write(ruled.Delay ?? default)}",
            _ => $"{verdict}",
        };
    }

    private static string Next(PollShape shape, string cursor)
    {
        var request = new PollRequestBuilder(shape).Poll(new PollAsk { Cursor = cursor, Variables = new Dictionary<string, string> { ["room"] = "5", ["game"] = "7" } });
        return $"{request.Method} {request.Target}";
    }

    private static List<(string Kind, List<string> Lines)> Read()
    {
        var blocks = new List<(string Kind, List<string> Lines)>();
        var isOpen = false;
        foreach (var line in File.ReadLines(DocPages.PathOf("poll-shapes.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isOpen = !isOpen;
                if (isOpen)
                {
                    blocks.Add((line[3..], []));
                }
            }
            else if (isOpen)
            {
                blocks[^1].Lines.Add(line);
            }
        }

        return blocks;
    }
}
