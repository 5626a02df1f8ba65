using System.Text;
using Bridge.PollShapes;
using Bridge.TestKit;
using static Bridge.Tests.PollShapes.Samples;

namespace Bridge.Tests.PollShapes;

public sealed class AnswerReaderTests
{
    [Theory]
    [InlineData(200, "<html>maintenance</html>", "body", "The body is no JSON.")]
    [InlineData(200, "", "body", "The body is empty.")]
    [InlineData(200, "{\"last_seq\":5}", "items.path", "There is nothing at 'results'.")]
    [InlineData(200, "{\"results\":{\"a\":1},\"last_seq\":5}", "items.path", "'results' is no array, it is an object.")]
    [InlineData(200, "{\"results\":[{\"seq\":5}]}", "cursor.parts.since", "There is nothing at body 'last_seq'.")]
    [InlineData(200, "{\"results\":[{\"seq\":5}],\"last_seq\":\"5-abc\"}", "cursor.parts.since", "The value at body 'last_seq' is no whole number.")]
    [InlineData(200, "{\"results\":[{\"seq\":5}],\"last_seq\":5} ?", "body", "The body is no JSON.")]
    [InlineData(500, "{\"results\":[],\"last_seq\":5}", "rules", "No rule fits the status 500.")]
    [InlineData(302, "", "rules", "No rule fits the status 302.")]
    public void A_broken_answer_says_where_and_what(int status, string body, string where, string what) =>
        Assert.Equal(new AnswerVerdict.Broken(where, what), new AnswerReader(Read("couchdb")).Read(Answer(status, body), "3"));

    [Fact]
    public void A_cut_answer_is_an_error_unless_the_shape_says_that_it_is_empty()
    {
        var cut = Answer(200, "{\"results\":[{\"seq\":4}],\"last_seq\":4}") with { IsCut = true };
        Assert.Equal(new AnswerVerdict.Nothing(1, "3", null), new AnswerReader(Read("couchdb")).Read(cut, "3"));
        Assert.Equal(new AnswerVerdict.Broken("wait.deadline", "The answer was cut by the deadline."), new AnswerReader(Read("php-last-id")).Read(cut, "3"));
    }

    [Fact]
    public void Items_are_slices_with_their_white_space()
    {
        var answer = Answer(200, " { \"results\" : [ {\"seq\" : 4 , \"a\":[ 1,\t2 ]} ,\n 7, \"x\\u00e9\" ,null ] , \"last_seq\":9 } ");
        var news = Assert.IsType<AnswerVerdict.News>(new AnswerReader(Read("couchdb")).Read(answer, "3"));
        Assert.Equal(["{\"seq\" : 4 , \"a\":[ 1,\t2 ]}", "7", "\"x\\u00e9\"", "null"], Raw(news.Items));
        Assert.All(news.Items, item => Assert.True(answer.Body.Span.Overlaps(item.Raw.Span)));
        Assert.Equal(["4", null, null, null], news.Items.Select(item => item.Id));
    }

    [Fact]
    public void A_map_gives_its_names_as_ids_and_a_single_value_is_one_item()
    {
        var map = Shape("""{ "kind": "state", "scope": "public", "channel": "m", "match": { "path": "/m" }, "items": { "path": "a.-1", "form": "map", "data": "v" } }""");
        var news = Assert.IsType<AnswerVerdict.News>(new AnswerReader(map).Read(Answer(200, "{\"a\":[0,{\"x\":{\"v\":[1, 2]},\"y\":{}}]}"), null));
        Assert.Equal([("x", "[1, 2]"), ("y", "{}")], news.Items.Select(item => (item.Id!, Text(item.Data))));
        Assert.Null(news.Cursor);
        Assert.Equal(new AnswerVerdict.Broken("items.path", "'a.-1' is no object, it is a number."), new AnswerReader(map).Read(Answer(200, "{\"a\":[7]}"), null));
    }

    [Fact]
    public void More_items_than_can_be_kept_are_refused()
    {
        var most = Answer(200, $"[{string.Join(',', Enumerable.Range(0, AnswerItems.MaxCount))}]");
        Assert.NotEqual("There are more than 10000 items.", (new AnswerReader(Read("github")).Read(most, null) as AnswerVerdict.Broken)?.What);
        var answer = Answer(200, $"[{string.Join(',', Enumerable.Range(0, AnswerItems.MaxCount + 1))}]");
        Assert.Equal(new AnswerVerdict.Broken("items.path", "There are more than 10000 items."), new AnswerReader(Read("github")).Read(answer, null));
    }

    [Fact]
    public void A_cursor_that_can_not_be_kept_is_refused()
    {
        var answer = Answer(200, "[{\"id\":1}]", ("ETag", new string('x', CursorText.MaxLength + 1)));
        Assert.Equal("cursor", Assert.IsType<AnswerVerdict.Broken>(new AnswerReader(Read("github")).Read(answer, null)).Where);
        Assert.Equal("cursor", Assert.IsType<AnswerVerdict.Broken>(new AnswerReader(Read("couchdb")).Read(Answer(200, "{\"results\":[1],\"last_seq\":1}"), "no number")).Where);
        var last = Answer(200, $"[{{\"id\":{long.MaxValue}}}]");
        Assert.Equal("cursor.parts.from", Assert.IsType<AnswerVerdict.Broken>(new AnswerReader(Read("json-server")).Read(last, "1")).Where);
    }

    [Theory]
    [InlineData("120", null, 120)]
    [InlineData("Sun, 22 Nov 2026 10:00:30 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 30)]
    [InlineData("Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 0)]
    [InlineData("Sun, 22 Nov 2026 10:00:30 GMT", null, -1)]
    [InlineData("99999999999", null, -1)]
    [InlineData("9999999", null, 86_400)]
    [InlineData("soon", null, -1)]
    public void A_pause_is_a_number_or_a_date_by_the_backends_own_clock(string retryAfter, string? date, int seconds)
    {
        (string, string)[] headers = [("Retry-After", retryAfter), .. date is null ? [] : ((string, string)[])[("Date", date)]];
        var ruled = Assert.IsType<AnswerVerdict.Ruled>(new AnswerReader(Read("zulip")).Read(Answer(429, "{}", headers), null));
        Assert.Equal(seconds < 0 ? null : TimeSpan.FromSeconds(seconds), ruled.Delay);
    }

    [Fact]
    public void A_rule_may_hand_on_items_and_must_find_what_it_sets()
    {
        var shape = Shape("""
            {
              "channel": "vk:{scope}", "match": { "path": "/im" },
              "request": { "params": [{ "key": "ts", "value": "{ts}" }] },
              "cursor": { "parts": [{ "var": "ts", "path": "ts" }] },
              "items": { "path": "updates" },
              "rules": [{ "when": { "path": "failed", "equals": "1" }, "do": "adopt", "set": [{ "var": "ts", "path": "ts" }], "emit": true }],
              "auth": { "forward": [{ "key": "sid" }] }
            }
            """);
        var ruled = Assert.IsType<AnswerVerdict.Ruled>(new AnswerReader(shape).Read(Answer(200, "{\"failed\":1,\"ts\":30,\"updates\":[[4,1]]}"), "5"));
        Assert.Equal(("30", "[4,1]"), (ruled.Set["ts"], Raw(ruled.Items).Single()));
        Assert.Equal(new AnswerVerdict.Broken("ts", "There is nothing at body 'ts'."), new AnswerReader(shape).Read(Answer(200, "{\"failed\":1}"), "5"));
    }

    [Fact]
    public Task No_answer_makes_it_throw_and_what_it_takes_it_can_answer_again() => Seeds.RunAsync(10, seed =>
    {
        var random = new SeededRandom(seed);
        var bodies = new[]
        {
            "{\"results\":[{\"seq\":4,\"id\":\"a\"},{\"seq\":5}],\"last_seq\":5}", "{\"ocs\":{\"data\":[{\"id\":1}]}}", "[{\"id\":1,\"global_id\":2,\"message_id\":3,\"channel\":\"/a\",\"data\":{\"/a\":1}}]",
            "{\"events\":[{\"id\":1,\"type\":\"heartbeat\"}]}", "{\"timestamp\":1}", "{\"arguments\":{\"\\ud800\":\"\\udc00\"}}", "[\"\\ud800\",{\"id\":\"\\ud800\"}]",
        };
        foreach (var name in Names)
        {
            var shape = Read(name);
            var (reader, builder) = (new AnswerReader(shape), new AnswerBuilder(shape));
            for (var i = 0; i < 150; i++)
            {
                var body = Encoding.UTF8.GetBytes(bodies[random.Below(bodies.Length)]);
                for (var changes = random.Below(4); changes > 0; changes--)
                {
                    body[random.Below(body.Length)] = (byte)(random.OneIn(2) ? "{}[],:\"\\0-*e."[random.Below(13)] : random.Below(256));
                }

                var answer = Answer(random.OneIn(4) ? 100 + random.Below(500) : 200, "", ("ETag", "e"), ("X-Chat-Last-Given", random.OneIn(5) ? "x" : "9")) with { Body = body, IsCut = random.OneIn(9) };
                if (reader.Read(answer, null) is AnswerVerdict.News news)
                {
                    Assert.True(news.Cursor is null || new CursorText(shape.Cursor).Decode(news.Cursor) is not null);
                    Assert.NotNull(builder.Build(news.Items, news.Cursor, news.Cursor));
                }
            }
        }

        return Task.CompletedTask;
    });

    [Fact]
    public void A_call_beside_the_polls_tells_items_only_when_the_shape_says_so()
    {
        var reader = new AnswerReader(Read("couchdb"));
        var answer = Answer(200, "{\"results\":[{\"seq\":4},{\"seq\":5}],\"last_seq\":5}");
        Assert.Equal(2, Assert.IsType<AnswerVerdict.Called>(reader.Read(new ShapeCall { Url = "/x", Emit = true }, answer)).Items.Count);
        Assert.Empty(Assert.IsType<AnswerVerdict.Called>(reader.Read(new ShapeCall { Url = "/x" }, answer)).Items);
        var broken = Answer(200, "{\"last_seq\":5}");
        Assert.Equal(new AnswerVerdict.Broken("items.path", "There is nothing at 'results'."), reader.Read(new ShapeCall { Url = "/x", Emit = true }, broken));
        Assert.IsType<AnswerVerdict.Called>(reader.Read(new ShapeCall { Url = "/x" }, broken));
    }
}
