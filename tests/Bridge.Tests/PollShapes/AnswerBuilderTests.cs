using Bridge.PollShapes;
using static Bridge.Tests.PollShapes.Samples;

namespace Bridge.Tests.PollShapes;

public sealed class AnswerBuilderTests
{
    [Theory]
    [InlineData("raw", "[{\"n\":7,\"v\":[1, 2]},{\"n\":8,\"v\":{}}]")]
    [InlineData("<{id}={data}>", "[<7=[1, 2]>,<8={}>]")]
    [InlineData("{\\\"of\\\":{raw}}", "[{\"of\":{\"n\":7,\"v\":[1, 2]}},{\"of\":{\"n\":8,\"v\":{}}}]")]
    public void Each_item_is_written_as_the_shape_says(string item, string body)
    {
        var shape = Shape($$"""
            {
              "channel": "a", "scope": "public", "match": { "path": "/a" }, "request": { "params": [{ "key": "after", "value": "{after}" }] },
              "cursor": { "parts": [{ "var": "after", "from": "item", "path": "n", "type": "int", "value": "0" }], "initial": "value" },
              "items": { "id": "n", "data": "v" }, "answer": { "body": "[{items}]", "item": "{{item}}" }
            }
            """);
        var news = Assert.IsType<AnswerVerdict.News>(new AnswerReader(shape).Read(Answer(200, "[{\"n\":7,\"v\":[1, 2]},{\"n\":8,\"v\":{}}]"), "0"));
        Assert.Equal(body, Text(new AnswerBuilder(shape).Build(news.Items, news.Cursor, null)!.Body));
    }
}
