using Bridge.PollShapes;
using Bridge.TestKit;

namespace Bridge.Tests.PollShapes;

public sealed class CursorTextTests
{
    private static readonly ShapeCursor Two = new() { Parts = [new CursorPart { Var = "a" }, new CursorPart { Var = "n", Type = CursorType.Int }] };

    [Fact]
    public void One_part_is_its_text_as_the_backend_wrote_it()
    {
        var text = new CursorText(new ShapeCursor { Parts = [new CursorPart { Var = "etag" }] });
        Assert.Equal("W/\"a&b=%41\"", text.Encode(new Dictionary<string, string> { ["etag"] = "W/\"a&b=%41\"" }));
        Assert.Equal("W/\"a&b=%41\"", text.Decode("W/\"a&b=%41\"")!["etag"]);
    }

    [Theory]
    [InlineData("n=1&a=x")]
    [InlineData("a=x&n=one")]
    [InlineData("a=x&a=x")]
    [InlineData("a=x&b=1")]
    [InlineData("a=%78")]
    [InlineData("a=x&")]
    [InlineData("a")]
    [InlineData("")]
    public void Only_what_it_writes_is_a_cursor(string text) => Assert.Null(new CursorText(Two).Decode(text));

    [Fact]
    public Task Several_parts_and_maps_read_back_as_they_were() => Seeds.RunAsync(20, seed =>
    {
        var random = new SeededRandom(seed);
        var map = new CursorText(new ShapeCursor { Map = new CursorMap { Prefix = "/", Path = "id" } });
        for (var i = 0; i < 200; i++)
        {
            var parts = new Dictionary<string, string>();
            var entries = new Dictionary<string, string>();
            for (var n = random.Below(4); n > 0; n--)
            {
                parts["a"] = Text();
                parts["n"] = $"{random.Below(100) - 50}";
                entries["/" + Text()] = Text();
            }

            Same(new CursorText(Two), parts);
            Same(map, entries);
        }

        return Task.CompletedTask;

        string Text() => string.Concat(Enumerable.Range(0, random.Below(5)).Select(_ => new[] { "a", "=", "&", "%", "+", " ", "é", "😀", "/" }[random.Below(9)]));

        static void Same(CursorText cursor, Dictionary<string, string> parts)
        {
            var text = cursor.Encode(parts);
            Assert.Equal(parts.Count == 0, text is null);
            if (text is not null)
            {
                Assert.Equal(parts.OrderBy(pair => pair.Key, StringComparer.Ordinal), cursor.Decode(text)!.OrderBy(pair => pair.Key, StringComparer.Ordinal));
            }
        }
    });

    [Fact]
    public void What_would_not_read_back_is_refused()
    {
        Assert.Null(new CursorText(Two).Encode(new Dictionary<string, string> { ["a"] = "\ud800" }));
        Assert.Null(new CursorText(Two).Encode(new Dictionary<string, string> { ["a"] = new('x', CursorText.MaxLength) }));
        Assert.Null(new CursorText(Two).Encode(new Dictionary<string, string> { ["other"] = "x" }));
    }

    [Theory]
    [InlineData("n=4", "n=5", true)]
    [InlineData("n=5", "n=5", false)]
    [InlineData("n=10", "n=9", false)]
    [InlineData("a=x", "n=9", false)]
    [InlineData("junk", "n=9", false)]
    public void A_lower_head_is_a_lower_number(string head, string ours, bool isLower) => Assert.Equal(isLower, new CursorText(Two).IsLower(head, ours));
}
