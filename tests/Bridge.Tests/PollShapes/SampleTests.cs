using Bridge.PollShapes;
using static Bridge.Tests.PollShapes.Samples;

namespace Bridge.Tests.PollShapes;

/// <summary>The shapes of real systems, with requests and answers as those systems have them: what is read is answered byte for byte, and the next request is the client's own.</summary>
public sealed class SampleTests
{
    public static TheoryData<string> Names { get; } = new(Samples.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_is_read_without_a_fault(string name) => Assert.Equal(name, Read(name).Name);

    [Fact]
    public void CouchDB_moves_by_last_seq_and_its_heartbeats_are_white_space()
    {
        var shape = Read("couchdb");
        var match = Match(shape, Get("/board/_changes?feed=longpoll&since=3&heartbeat=10000&include_docs=true&timeout=30000&_nonce=abc"));
        Assert.Equal(("3", "changes:board", TimeSpan.FromSeconds(30)), (match.Cursor, $"{match.Channels.Single().Name}", match.Wait));
        const string Body = "{\"results\":[\n{\"seq\":4,\"id\":\"a\",\"changes\":[{\"rev\":\"1-x\"}]},\n{\"seq\":5, \"id\":\"b\",\"changes\":[]}\n],\n\"last_seq\":5}\n";
        Equal(Body, Answered(shape, Answer(200, Body), "3"));
        var news = Assert.IsType<AnswerVerdict.News>(new AnswerReader(shape).Read(Answer(200, "\n\n\n" + Body), "3"));
        Assert.Equal(["{\"seq\":4,\"id\":\"a\",\"changes\":[{\"rev\":\"1-x\"}]}", "{\"seq\":5, \"id\":\"b\",\"changes\":[]}"], Raw(news.Items));
        Assert.Equal("/board/_changes?feed=longpoll&since=5&heartbeat=10000&include_docs=true&timeout=25000", Next(shape, match, news.Cursor).Target);
        Equal("{\"results\":[\n\n],\n\"last_seq\":5}\n", Answered(shape, Answer(200, "{\"results\":[\n\n],\n\"last_seq\":5}\n"), "5"));
        Assert.Equal(new AnswerVerdict.Nothing(1, "5", null), new AnswerReader(shape).Read(Answer(200, "\n\n{\"resu") with { IsCut = true }, "5"));
        Assert.Equal(RuleAction.Stop, Assert.IsType<AnswerVerdict.Ruled>(new AnswerReader(shape).Read(Answer(404, "{\"error\":\"not_found\"}"), "5")).Rule.Do);
    }

    [Fact]
    public void CouchDB_restarted_with_a_lower_head_is_noticed_by_the_probe()
    {
        var shape = Read("couchdb");
        var probe = shape.Cursor.Probe.Call!;
        Assert.Equal("/board", new PollRequestBuilder(shape).Call(probe, new PollAsk { Variables = new Dictionary<string, string> { ["db"] = "board" } }).Target);
        var found = Assert.IsType<AnswerVerdict.Called>(new AnswerReader(shape).Read(probe, Answer(200, "{\"db_name\":\"board\",\"update_seq\":2}"))).Found;
        Assert.True(new CursorText(shape.Cursor).IsLower(new CursorText(shape.Cursor).Encode(found)!, "5"));
        Assert.False(new CursorText(shape.Cursor).IsLower("5", "5"));
    }

    [Fact]
    public void Zulip_registers_first_and_a_lost_queue_registers_again()
    {
        var shape = Read("zulip");
        var (builder, reader, step) = (new PollRequestBuilder(shape), new AnswerReader(shape), shape.Session!.Steps[0]);
        var register = builder.Call(step, new PollAsk());
        Assert.Equal(("POST", "/api/v1/register", "event_types=%5B%22message%22%2C%22presence%22%5D"), (register.Method, register.Target, Text(register.Body)));
        var found = Assert.IsType<AnswerVerdict.Called>(reader.Read(step, Answer(200, "{\"queue_id\":\"1517975029:0\",\"last_event_id\":-1}"))).Found;
        var first = builder.FirstCursor(default, found, []);
        Assert.Equal("queue_id=1517975029%3A0&last_event_id=-1", first);
        Assert.Equal("/api/v1/events?queue_id=1517975029%3A0&last_event_id=-1", builder.Poll(new PollAsk { Cursor = first }).Target);

        const string Body = "{\"result\":\"success\",\"msg\":\"\",\"events\":[{\"type\":\"message\",\"id\":0},{\"type\":\"heartbeat\",\"id\":1}],\"queue_id\":\"1517975029:0\"}";
        var news = Assert.IsType<AnswerVerdict.News>(reader.Read(Answer(200, Body), first));
        Assert.Equal(("{\"type\":\"message\",\"id\":0}", "queue_id=1517975029%3A0&last_event_id=0"), (Raw(news.Items).Single(), news.Cursor));
        var quiet = Body.Replace("{\"type\":\"message\",\"id\":0},", "");
        Assert.Equal(new AnswerVerdict.Nothing(-1, "queue_id=1517975029%3A0&last_event_id=1", null), reader.Read(Answer(200, quiet), first));
        Equal(quiet.Replace("heartbeat", "message"), Answered(shape, Answer(200, quiet.Replace("heartbeat", "message")), first));
        var lost = reader.Read(Answer(400, "{\"code\":\"BAD_EVENT_QUEUE_ID\",\"msg\":\"Bad event queue ID\",\"result\":\"error\"}"), first);
        Assert.Equal(RuleAction.Session, Assert.IsType<AnswerVerdict.Ruled>(lost).Rule.Do);
        var slow = Assert.IsType<AnswerVerdict.Ruled>(reader.Read(Answer(429, "{}", ("Retry-After", "3")), first));
        Assert.Equal(TimeSpan.FromSeconds(3), slow.Delay);

        var match = Match(shape, Get("/api/v1/events?queue_id=q&last_event_id=7", ("Authorization", "Basic x")));
        Assert.Equal(("queue_id=q&last_event_id=7", 0), (match.Cursor, match.Variables.Count));
    }

    [Fact]
    public void Nextcloud_Talk_has_its_cursor_in_a_header_and_keeps_it_over_a_304()
    {
        var shape = Read("nextcloud-talk");
        const string Url = "/ocs/v2.php/apps/spreed/api/v1/chat/k8x?lookIntoFuture=1&lastKnownMessageId=12&format=json&timeout=30";
        var match = Match(shape, Get(Url, ("Cookie", "nc_session=s1; nc_token=t1; other=x"), ("requesttoken", "t1")));
        Assert.Equal(("12", "k8x"), (match.Cursor, match.Variables["room"]));
        Assert.StartsWith("talk:k8x:", match.Channels.Single().Name.Value);
        Assert.Equal("no query parameter 'lookIntoFuture'", Why(shape, Get("/ocs/v2.php/apps/spreed/api/v1/chat/k8x?lastKnownMessageId=12&format=json", ("Cookie", "nc_session=s1"))));
        const string Body = "{\"ocs\":{\"meta\":{\"status\":\"ok\",\"statuscode\":200,\"message\":\"OK\"},\"data\":[{\"id\":13,\"message\":\"a\\/b\"},{\"id\":15}]}}";
        var answered = Answered(shape, Answer(200, Body, ("X-Chat-Last-Given", "15")), "12");
        Equal(Body, answered);
        Assert.Equal("15", answered.Header("X-Chat-Last-Given"));
        Assert.Equal(new AnswerVerdict.Nothing(0, "12", null), new AnswerReader(shape).Read(Answer(304, ""), "12"));
        var nothing = new AnswerBuilder(shape).Build([], "12", null)!;
        Assert.Equal((304, 0, 0), (nothing.Status, nothing.Headers.Count, nothing.Body.Length));
        var next = Next(shape, match, "15");
        Assert.Equal(Url.Replace("=12&", "=15&"), next.Target);
        Assert.Equal(("true", "t1", "nc_session=s1; nc_token=t1"), (next.Header("OCS-APIRequest"), next.Header("requesttoken"), next.Header("Cookie")));
    }

    [Fact]
    public void Nchan_has_a_cursor_of_two_headers_and_a_message_of_text()
    {
        var shape = Read("nchan");
        const string Modified = "Sun, 22 Nov 2026 10:00:00 GMT";
        var answer = Answer(200, "  any text,\nverbatim ", ("Last-Modified", Modified), ("Etag", "0"));
        var news = Assert.IsType<AnswerVerdict.News>(new AnswerReader(shape).Read(answer, null));
        Assert.Equal("modified=Sun%2C%2022%20Nov%202026%2010%3A00%3A00%20GMT&tag=0", news.Cursor);
        var answered = Answered(shape, answer, null);
        Equal("  any text,\nverbatim ", answered);
        Assert.Equal((Modified, "0"), (answered.Header("Last-Modified"), answered.Header("Etag")));
        var match = Match(shape, Get("/sub/news", ("If-Modified-Since", Modified), ("If-None-Match", "0")));
        Assert.Equal((news.Cursor, "nchan:news"), (match.Cursor, $"{match.Channels.Single().Name}"));
        var next = Next(shape, match, news.Cursor);
        Assert.Equal((Modified, "0"), (next.Header("If-Modified-Since"), next.Header("If-None-Match")));
        Assert.Equal(new AnswerVerdict.Nothing(0, news.Cursor, null), new AnswerReader(shape).Read(Answer(408, ""), news.Cursor));
        Assert.Equal(408, new AnswerBuilder(shape).Build([], news.Cursor, null)!.Status);
        Assert.Null(Match(shape, Get("/sub/news")).Cursor);
    }

    [Fact]
    public void Message_bus_has_a_cursor_per_channel()
    {
        var shape = Read("message-bus");
        var request = Ask("POST", "/message-bus/c1/poll", "%2Flatest=3&%2Ftopic%2F7=9&__seq=4", ("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"), ("Cookie", "_t=me"));
        var match = Match(shape, request);
        Assert.Equal([("/latest", "3"), ("/topic/7", "9")], match.Channels.Select(channel => (channel.Key!, channel.Cursor!)));
        Assert.StartsWith("bus:.2Ftopic.2F7:", match.Channels[1].Name.Value);
        Assert.Equal("%2Flatest=3&%2Ftopic%2F7=9", match.Cursor);
        const string Body = "[{\"global_id\":71,\"message_id\":10,\"channel\":\"/topic/7\",\"data\":{\"n\": 1}}]";
        var news = Assert.IsType<AnswerVerdict.News>(new AnswerReader(shape).Read(Answer(200, Body), match.Cursor));
        var item = Assert.Single(news.Items);
        Assert.Equal(("71", "/topic/7", "{\"n\": 1}"), (item.Id, item.Channel, Text(item.Data)));
        Assert.Equal("%2Flatest=3&%2Ftopic%2F7=10", news.Cursor);
        Equal(Body, Answered(shape, Answer(200, Body), match.Cursor));
        const string Status = "[{\"global_id\":-1,\"message_id\":-1,\"channel\":\"/__status\",\"data\":{\"/latest\":40,\"/other\":2}}]";
        Assert.Equal(new AnswerVerdict.Nothing(-1, "%2Flatest=40&%2Ftopic%2F7=9", null), new AnswerReader(shape).Read(Answer(200, Status), match.Cursor));
        var next = Next(shape, match, news.Cursor);
        Assert.Equal(("/message-bus/bridge/poll", "%2Flatest=3&%2Ftopic%2F7=10", "_t=me"), (next.Target, Text(next.Body), next.Header("Cookie")));
        Assert.Equal("[]", Text(new AnswerBuilder(shape).Build([], match.Cursor, null)!.Body));
        Assert.Equal("%2Fa=-1&%2Fb=5", new PollRequestBuilder(shape).FirstCursor(default, new Dictionary<string, string> { ["/b"] = "5" }, ["/b", "/a"]));
    }

    [Fact]
    public void GitHub_answers_the_newest_first_and_says_how_often_to_ask()
    {
        var shape = Read("github");
        var answer = Answer(200, "[{\"id\":\"3\"},{\"id\":\"2\"},{\"id\":\"1\"}]", ("ETag", "W/\"abc\""), ("X-Poll-Interval", "90"));
        var news = Assert.IsType<AnswerVerdict.News>(new AnswerReader(shape).Read(answer, null));
        Assert.Equal(["1", "2", "3"], news.Items.Select(item => item.Id));
        Assert.Equal((TimeSpan.FromSeconds(90), "W/\"abc\""), (news.Pace, news.Cursor));
        var answered = Answered(shape, answer, null);
        Equal(Text(answer.Body), answered);
        Assert.Equal("W/\"abc\"", answered.Header("ETag"));
        var match = Match(shape, Get("/repos/App-vNext/Polly/events", ("If-None-Match", "W/\"abc\""), ("Authorization", "token mine")));
        Assert.Equal(("github:App-vNext:Polly", 0), ($"{match.Channels.Single().Name}", match.Credentials.Count));
        Assert.Equal("W/\"abc\"", Next(shape, match, news.Cursor).Header("If-None-Match"));
        Assert.Equal(new AnswerVerdict.Nothing(0, "W/\"abc\"", null) { Pace = TimeSpan.FromSeconds(60) }, new AnswerReader(shape).Read(Answer(304, "", ("X-Poll-Interval", "60")), "W/\"abc\""));
        var window = new DedupeWindow(shape.Dedupe!.Window, ["1", "2"]);
        Assert.Equal(["3"], window.New(news.Items).Select(item => item.Id));
    }

    [Fact]
    public void Json_server_begins_at_its_tail_and_keeps_its_indentation()
    {
        var shape = Read("json-server");
        var (builder, reader) = (new PollRequestBuilder(shape), new AnswerReader(shape));
        Assert.Equal("/posts?_sort=id&_order=desc&_limit=1", builder.Call(shape.Cursor.Start!, new PollAsk()).Target);
        var found = Assert.IsType<AnswerVerdict.Called>(reader.Read(shape.Cursor.Start!, Answer(200, "[\n  {\n    \"id\": 7\n  }\n]"))).Found;
        Assert.Equal("8", builder.FirstCursor(default, found, []));
        Assert.Equal("1", Assert.IsType<AnswerVerdict.Called>(reader.Read(shape.Cursor.Start!, Answer(200, "[]"))).Found["from"]);
        const string Body = "[\n  {\n    \"id\": 8,\n    \"t\": \"a\"\n  },\n  {\n    \"id\": 9,\n    \"t\": \"b\"\n  }\n]";
        Equal(Body, Answered(shape, Answer(200, Body), "8"));
        var news = Assert.IsType<AnswerVerdict.News>(reader.Read(Answer(200, Body), "8"));
        Assert.Equal(("10", "9", "10"), (news.Cursor, news.Items[0].Cursor, news.Items[1].Cursor));
        var match = Match(shape, Get("/posts?_sort=id&id_gte=8&_limit=5&_=1700000000&_cacheBuster=1&1700000001"));
        Assert.Equal(("8", 5), (match.Cursor, match.Limit));
        Assert.Equal("/posts?_sort=id&id_gte=10", Next(shape, match, news.Cursor).Target);
        Assert.Equal(new AnswerVerdict.Nothing(0, "10", null), reader.Read(Answer(200, "[]"), "10"));
        Assert.Equal("[]", Text(new AnswerBuilder(shape).Build([], "10", null)!.Body));
    }

    [Fact]
    public void Transmission_gives_a_session_with_its_refusal()
    {
        var shape = Read("transmission");
        var (builder, reader) = (new PollRequestBuilder(shape), new AnswerReader(shape));
        const string Question = "{\"method\":\"torrent-get\",\"arguments\":{\"fields\":[\"id\",\"name\",\"percentDone\"],\"ids\":\"recently-active\"}}";
        var first = builder.Poll(new PollAsk());
        Assert.Equal((Question, null), (Text(first.Body), first.Header("X-Transmission-Session-Id")));
        var refused = Assert.IsType<AnswerVerdict.Ruled>(reader.Read(Answer(409, "<h1>409: Conflict</h1>", ("X-Transmission-Session-Id", "abc")), null));
        Assert.Equal((RuleAction.Adopt, "abc"), (refused.Rule.Do, refused.Set["session"]));
        var cursor = builder.FirstCursor(default, refused.Set, []);
        Assert.Equal("abc", builder.Poll(new PollAsk { Cursor = cursor }).Header("X-Transmission-Session-Id"));
        const string Body = "{\"arguments\":{\"torrents\":[{\"id\":1}],\"removed\":[4]},\"result\":\"success\"}";
        Equal(Body, Answered(shape, Answer(200, Body), cursor));
        var page = Ask("POST", "/transmission/rpc", Question, ("Content-Type", "application/json"), ("Authorization", "Basic x"), ("X-Transmission-Session-Id", "abc"));
        Assert.Equal("abc", Match(shape, page).Cursor);
        var other = page with { Body = System.Text.Encoding.UTF8.GetBytes(Question.Replace("\"id\",", "")) };
        Assert.Equal("another value of json parameter 'arguments.fields'", Why(shape, other));
    }

    [Fact]
    public void PHP_by_last_id_is_events_and_an_error_page_is_waited_out()
    {
        var shape = Read("php-last-id");
        const string Body = "{\"messages\":[{\"id\":4,\"t\":\"a\"}],\"lastId\":4}";
        Equal(Body, Answered(shape, Answer(200, Body), "3"));
        Equal(Body, Answered(shape, Answer(200, "\uFEFF" + Body), "3"));
        Assert.Equal(new AnswerVerdict.Nothing(0, "3", null), new AnswerReader(shape).Read(Answer(200, " {}\n"), "3"));
        var broken = Assert.IsType<AnswerVerdict.Ruled>(new AnswerReader(shape).Read(Answer(200, "<br/><b>Fatal error</b>"), "3"));
        Assert.Equal((RuleAction.Wait, TimeSpan.FromSeconds(5)), (broken.Rule.Do, broken.Delay));
        var match = Match(shape, Get("/poll.php?room=5&lastId=3&_=99", ("Cookie", "PHPSESSID=a")));
        Assert.Equal("/poll.php?room=5&lastId=4", Next(shape, match, "4").Target);
        Assert.Null(Match(shape, Get("/poll.php?room=5&lastId=", ("Cookie", "PHPSESSID=a"))).Cursor);
    }

    [Fact]
    public void PHP_by_timestamp_is_state()
    {
        var shape = Read("php-timestamp");
        Assert.Equal("1700000000", new PollRequestBuilder(shape).FirstCursor(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), new Dictionary<string, string>(), []));
        const string Body = "{\"timestamp\":1700000007,\"data\":\"hello\"}";
        Equal(Body, Answered(shape, Answer(200, Body), "1700000000"));
        Assert.Equal(new AnswerVerdict.Nothing(0, "1700000003", null), new AnswerReader(shape).Read(Answer(200, "{\"timestamp\":1700000003}"), "1700000000"));
        Assert.Equal(new AnswerVerdict.Nothing(1, "1700000000", null), new AnswerReader(shape).Read(Answer(200, ""), "1700000000"));
        Assert.Equal(new AnswerVerdict.Nothing(-1, "1700000000", null), new AnswerReader(shape).Read(Answer(200, "{\"time") with { IsCut = true }, "1700000000"));
        Assert.Equal("not the query parameter 'timestamp' that is required", Why(shape, Get("/server.php", ("Cookie", "PHPSESSID=a"))));
        Assert.Equal(GuaranteeKind.FinalState, Guarantee.Of(shape).Upstream);
    }

    /// <summary>What the bridge answers after it read the answer.</summary>
    private static LegacyAnswer Answered(PollShape shape, LegacyAnswer answer, string? asked)
    {
        var (items, cursor) = new AnswerReader(shape).Read(answer, asked) switch
        {
            AnswerVerdict.News news => (news.Items, news.Cursor),
            AnswerVerdict.Nothing nothing => ([], nothing.Cursor),
            var other => throw new InvalidOperationException($"{other}"),
        };
        return new AnswerBuilder(shape).Build(items, cursor, null)!;
    }

    private static LegacyRequest Next(PollShape shape, LegacyMatch match, string? cursor) =>
        new PollRequestBuilder(shape).Poll(new PollAsk { Variables = match.Variables, Cursor = cursor, Credentials = match.Credentials });

    private static void Equal(string body, LegacyAnswer answer) => Assert.Equal(body, Text(answer.Body));
}
