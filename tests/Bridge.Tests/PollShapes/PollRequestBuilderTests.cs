using Bridge.PollShapes;
using static Bridge.Tests.PollShapes.Samples;

namespace Bridge.Tests.PollShapes;

public sealed class PollRequestBuilderTests
{
    private static readonly PollShape Json = Shape("""
        {
          "channel": "odoo:{scope}", "match": { "methods": ["POST"], "path": "/poll" },
          "request": {
            "method": "POST", "body": "json",
            "params": [
              { "in": "json", "key": "jsonrpc", "value": "2.0" }, { "in": "json", "key": "params.channels", "value": "{channels}", "encode": "json" },
              { "in": "json", "key": "params.last", "value": "{last}" }, { "in": "json", "key": "params.options", "value": "{}", "encode": "json" },
              { "in": "cookie", "key": "lang", "value": "{lang}", "omitEmpty": true }
            ]
          },
          "cursor": { "parts": [{ "var": "last", "from": "item", "path": "id", "type": "int", "value": "0" }], "initial": "value" },
          "items": { "path": "result", "id": "id", "channel": "channel", "data": "message" },
          "dedupe": { "overlap": 3 },
          "auth": { "forward": [{ "key": "session_id" }] }
        }
        """);

    [Fact]
    public void A_JSON_body_is_what_the_page_would_have_sent()
    {
        const string Body = "{\"jsonrpc\":\"2.0\",\"params\":{\"channels\":[\"a\",[1,\"é\"]],\"last\":9,\"options\":{}}}";
        var match = Match(Json, Ask("POST", "/poll", Body, ("Content-Type", "application/json"), ("Cookie", "session_id=s; lang=de")));
        Assert.Equal("9", match.Cursor);
        var request = new PollRequestBuilder(Json).Poll(new PollAsk { Variables = match.Variables, Cursor = "12", Credentials = match.Credentials });
        Assert.Equal(Body, Text(request.Body)); // 12 - 3 of overlap
        Assert.Equal("lang=de; session_id=s", request.Header("Cookie"));
    }

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\",\"params\":{\"channels\":[],\"last\":\"9\",\"options\":{}}}", "another value of json parameter 'params.last'")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"params\":{\"channels\":[],\"last\":9,\"options\":{},\"x\":1}}", "json parameter 'params.x', which the shape doesn't name")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"params\":{\"channels\":[],\"last\":9,\"last\":8,\"options\":{}}}", "json parameter 'params.last' twice")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"params\":{\"channels\":[],\"last\":9}}", "no json parameter 'params.options'")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"params\":[]}", "json parameter 'params', which the shape doesn't name")]
    [InlineData("[]", "json parameter '', which the shape doesn't name")]
    [InlineData("{", "a body that is no JSON")]
    [InlineData("{\"\\ud800\":1}", "json parameter '\uFFFD', which the shape doesn't name")]
    public void Another_JSON_body_is_another_request(string body, string why) =>
        Assert.Equal(why, Why(Json, Ask("POST", "/poll", body, ("Content-Type", "application/json"), ("Cookie", "session_id=s"))));

    [Fact]
    public void Wait_and_limit_are_what_is_asked_for_else_what_the_shape_says()
    {
        var shape = Shape("""
            {
              "channel": "a", "scope": "public", "match": { "path": "/a" },
              "request": { "params": [{ "key": "since", "value": "{since}" }] },
              "wait": { "param": "timeout", "default": "20s" }, "items": { "path": "x", "limit": { "param": "max", "default": 50 } },
              "cursor": { "parts": [{ "var": "since", "path": "last" }] }
            }
            """);
        var builder = new PollRequestBuilder(shape);
        Assert.Equal("/a?since=c&timeout=20&max=50", builder.Poll(new PollAsk { Cursor = "c" }).Target);
        Assert.Equal("/a?since=c&timeout=5&max=7", builder.Poll(new PollAsk { Cursor = "c", Wait = TimeSpan.FromSeconds(5), Limit = 7 }).Target);
    }

    [Fact]
    public void An_overlap_never_asks_below_the_beginning()
    {
        Assert.Contains("\"last\":0", Text(new PollRequestBuilder(Json).Poll(new PollAsk { Cursor = "2" }).Body));
        Assert.Contains("\"last\":-1", Text(new PollRequestBuilder(Json).Poll(new PollAsk { Cursor = "-1" }).Body));
    }

    [Fact]
    public void The_first_poll_sends_what_initial_says()
    {
        var builder = new PollRequestBuilder(Json);
        Assert.Equal("0", builder.FirstCursor(default, new Dictionary<string, string>(), []));
        Assert.Equal("5", builder.FirstCursor(default, new Dictionary<string, string> { ["last"] = "5" }, []));
        Assert.DoesNotContain("last", Text(builder.Poll(new PollAsk()).Body));
    }

    [Fact]
    public void What_can_not_stand_in_a_request_is_refused_without_its_value()
    {
        var builder = new PollRequestBuilder(Json);
        var fault = Assert.Throws<FormatException>(() => builder.Poll(new PollAsk { Variables = new Dictionary<string, string> { ["lang"] = "secret; admin=1" } }));
        Assert.DoesNotContain("secret", fault.Message);
        Assert.Throws<FormatException>(() => builder.Poll(new PollAsk { Cursor = "x" }));
        var rooms = new PollRequestBuilder(Read("nextcloud-talk"));
        Assert.Throws<FormatException>(() => rooms.Poll(new PollAsk()));
        Assert.Throws<FormatException>(() => rooms.Poll(new PollAsk { Variables = new Dictionary<string, string> { ["room"] = ".." } }));
        Assert.Contains("/chat/..%2Fadmin?", rooms.Poll(new PollAsk { Variables = new Dictionary<string, string> { ["room"] = "../admin" } }).Target);
        var nchan = new PollRequestBuilder(Read("nchan"));
        var injected = new CursorText(Read("nchan").Cursor).Encode(new Dictionary<string, string> { ["modified"] = "x\r\nEvil: 1" });
        Assert.Throws<FormatException>(() => nchan.Poll(new PollAsk { Variables = new Dictionary<string, string> { ["id"] = "a" }, Cursor = injected }));
    }

    [Fact]
    public void The_next_page_is_asked_with_its_token()
    {
        var shape = Shape("""
            {
              "channel": "list", "scope": "public", "match": { "path": "/list" },
              "request": { "params": [{ "key": "since", "value": "{since}" }] },
              "cursor": { "parts": [{ "var": "since", "path": "last" }], "more": { "path": "next_page", "param": "page_token" } },
              "items": { "path": "data.*.rows", "limit": { "param": "n", "default": 50 } }
            }
            """);
        var news = Assert.IsType<AnswerVerdict.News>(new AnswerReader(shape).Read(Answer(200, "{\"last\":\"b\",\"next_page\":\"p/2\",\"data\":[{\"rows\":[1]},{\"rows\":[2,3]}]}"), "a"));
        Assert.Equal(["1", "2", "3"], Raw(news.Items));
        Assert.Equal("/list?since=a&n=50&page_token=p%2F2", new PollRequestBuilder(shape).Poll(new PollAsk { Cursor = "a", More = news.More }).Target);
    }

    [Fact]
    public void A_credential_in_the_path_is_no_question_and_stands_there_alone()
    {
        var shape = Shape("""
            {
              "channel": "bot:{scope}", "match": { "path": "/bot/{token}/{room}/updates" },
              "request": { "params": [{ "key": "offset", "value": "{offset}" }] },
              "cursor": { "parts": [{ "var": "offset", "from": "item", "path": "id", "type": "int", "value": "0" }], "initial": "value" },
              "items": { "path": "result", "id": "id" },
              "auth": { "forward": [{ "in": "cookie", "key": "room" }, { "in": "cookie", "key": "token" }, { "in": "path", "key": "token" }] }
            }
            """);
        var match = Match(shape, Ask("GET", "/bot/p-1/lobby/updates?offset=3", "", ("Cookie", "token=c-1; room=c-2")));
        Assert.Equal([KeyValuePair.Create("room", "lobby")], match.Variables);
        var request = new PollRequestBuilder(shape).Poll(new PollAsk { Variables = match.Variables, Cursor = "4", Credentials = match.Credentials });
        Assert.Equal("/bot/p-1/lobby/updates?offset=4", request.Target);
        Assert.Equal("room=c-2; token=c-1", request.Header("Cookie"));
    }
}
