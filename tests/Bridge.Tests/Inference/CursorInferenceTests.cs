using Bridge.PollShapes;

namespace Bridge.Tests.Inference;

/// <summary>What moves with the answers.</summary>
public sealed class CursorInferenceTests
{
    [Fact]
    public void A_parameter_that_equals_the_last_items_id_is_the_cursor()
    {
        var har = new HarFile();
        har.Get("/chat.php?lastId=0", """[{"id":1,"text":"a"},{"id":2,"text":"b"}]""")
            .Get("/chat.php?lastId=2", """[{"id":3,"text":"c"}]""").Get("/chat.php?lastId=3", "[]", 20_000).Get("/chat.php?lastId=3", """[{"id":4,"text":"d"}]""").Get("/chat.php?lastId=4", "[]", 20_000);

        var (proposal, shape) = har.One();

        Assert.Equal("chat", proposal.Name);
        var part = Assert.Single(shape.Cursor.Parts);
        Assert.Equal(("lastId", CursorSource.Item, "id", CursorType.Int, "0"), (part.Var, part.From, part.Path, part.Type, part.Value));
        Assert.Equal((CursorInitial.Value, "id", ShapeKind.Events), (shape.Cursor.Initial, shape.Items.Id, shape.Kind));
        Assert.Equal("`lastId` rises: in 4 of 4 requests it equals `id` of the last item of the answer before, and 3 times it had moved", HarFile.Said(proposal, "cursor"));
        Assert.Equal("5 of 5 recorded answers are made again to the last byte", HarFile.Said(proposal, "answer"));
    }

    [Fact]
    public void Last_id_plus_one_is_said_so()
    {
        var har = new HarFile();
        har.Get("/posts?id_gte=1", """[{"id":1},{"id":2}]""", 3).Get("/posts?id_gte=3", "[]", 3).Get("/posts?id_gte=3", """[{"id":3}]""", 3).Get("/posts?id_gte=4", """[{"id":4}]""", 3).Get("/posts?id_gte=5", "[]", 3);

        var part = Assert.Single(har.One().Shape.Cursor.Parts);

        Assert.Equal((CursorSource.Item, "id", 1, "1"), (part.From, part.Path, part.Add, part.Value));
    }

    [Fact]
    public void A_cursor_of_the_body_that_no_item_has()
    {
        var har = new HarFile();
        har.Get("/feed?after=a1x", """{"items":[{"n":1}],"next":"b7q"}""").Get("/feed?after=b7q", """{"items":[],"next":"b7q"}""", 9_000)
            .Get("/feed?after=b7q", """{"items":[{"n":2},{"n":3}],"next":"c0z"}""").Get("/feed?after=c0z", """{"items":[],"next":"c0z"}""", 9_000);

        var (proposal, shape) = har.One();

        var part = Assert.Single(shape.Cursor.Parts);
        Assert.Equal((CursorSource.Body, "next", CursorType.Opaque), (part.From, part.Path, part.Type));
        Assert.Equal("""{"items":[{items}],"next":"{after}"}""", shape.Answer.Body);
        Assert.Equal("4 of 4 recorded answers are made again to the last byte", HarFile.Said(proposal, "answer"));
    }

    [Fact]
    public void A_cursor_in_a_header_is_given_back_in_that_header()
    {
        var har = new HarFile();
        har.Get("/talk?last=5", """[{"m":"a"}]""", answer: new() { ["X-Last-Given"] = "6" }).Get("/talk?last=6", "", 30_000, 304)
            .Get("/talk?last=6", """[{"m":"b"},{"m":"c"}]""", answer: new() { ["X-Last-Given"] = "8" }).Get("/talk?last=8", "", 30_000, 304);

        var (proposal, shape) = har.One();

        Assert.Equal((CursorSource.Header, "X-Last-Given"), (shape.Cursor.Parts[0].From, shape.Cursor.Parts[0].Path));
        Assert.Equal("{last}", shape.Answer.Headers["X-Last-Given"]);
        Assert.Equal(304, Assert.Single(shape.Empty).Status);
        Assert.Equal(TimeSpan.FromSeconds(30), shape.Wait.Default);
        Assert.Equal("4 of 4 recorded answers are made again to the last byte", HarFile.Said(proposal, "answer"));
    }

    [Fact]
    public void Conditional_requests_are_cursors_of_state()
    {
        var har = new HarFile { Gap = 5_000 };
        har.Get("/score", """{"home":1}""", 4, answer: new() { ["ETag"] = "\"a\"" }).Get("/score", "", 4, 304, ask: new() { ["if-none-match"] = "\"a\"" })
            .Get("/score", """{"home":2}""", 4, ask: new() { ["if-none-match"] = "\"a\"" }, answer: new() { ["ETag"] = "\"b\"" })
            .Get("/score", "", 4, 304, ask: new() { ["if-none-match"] = "\"b\"" }).Get("/score", "", 4, 304, ask: new() { ["if-none-match"] = "\"b\"" });

        var (_, shape) = har.One();

        Assert.Equal((ShapeKind.State, ItemsForm.Single), (shape.Kind, shape.Items.Form));
        Assert.Equal((CursorSource.Header, "ETag", "tag"), (shape.Cursor.Parts[0].From, shape.Cursor.Parts[0].Path, shape.Cursor.Parts[0].Var));
        Assert.Equal((RequestPlace.Header, "If-None-Match", "{tag}"), (shape.Request.Params[0].In, shape.Request.Params[0].Key, shape.Request.Params[0].Value));
        Assert.Equal("{tag}", shape.Answer.Headers["ETag"]);
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(5)), (shape.Wait.Default, shape.Pace.Interval));
    }

    [Fact]
    public void A_cursor_of_two_headers_has_two_parts()
    {
        var har = new HarFile { AnswerHeaders = { ["Content-Type"] = "text/plain" } };
        Dictionary<string, string> Ask(string time, string tag) => new() { ["If-Modified-Since"] = time, ["If-None-Match"] = tag };
        Dictionary<string, string> Answer(string time, string tag) => new() { ["Last-Modified"] = time, ["Etag"] = tag };
        har.Get("/sub", "one", answer: Answer("Sun, 01 Mar 2026 12:00:01 GMT", "0"))
            .Get("/sub", "two", ask: Ask("Sun, 01 Mar 2026 12:00:01 GMT", "0"), answer: Answer("Sun, 01 Mar 2026 12:00:01 GMT", "1"))
            .Get("/sub", "three", ask: Ask("Sun, 01 Mar 2026 12:00:01 GMT", "1"), answer: Answer("Sun, 01 Mar 2026 12:00:05 GMT", "0"))
            .Get("/sub", "", 25_000, 408, ask: Ask("Sun, 01 Mar 2026 12:00:05 GMT", "0"))
            .Get("/sub", "four", ask: Ask("Sun, 01 Mar 2026 12:00:05 GMT", "0"), answer: Answer("Sun, 01 Mar 2026 12:00:09 GMT", "0"));

        var (proposal, shape) = har.One();

        Assert.Equal(["modified", "tag"], shape.Cursor.Parts.Select(part => part.Var).Order());
        Assert.Equal((ItemsForm.Text, ShapeKind.Events, 408), (shape.Items.Form, shape.Kind, shape.Empty[0].Status));
        Assert.Equal("5 of 5 recorded answers are made again to the last byte", HarFile.Said(proposal, "answer"));
    }

    [Fact]
    public void A_page_that_is_loaded_again_begins_anew()
    {
        var har = new HarFile();
        har.Get("/e?since=0", """{"ev":[{"id":1}],"last":1}""").Get("/e?since=1", """{"ev":[{"id":2}],"last":2}""").Get("/e?since=2", """{"ev":[{"id":3}],"last":3}""")
            .Get("/e?since=0", """{"ev":[{"id":1},{"id":2},{"id":3}],"last":3}""").Get("/e?since=3", """{"ev":[{"id":4}],"last":4}""");

        var (proposal, shape) = har.One();

        Assert.Equal("id", shape.Cursor.Parts[0].Path);
        Assert.Contains("in 3 of 3 requests", HarFile.Said(proposal, "cursor"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_request_without_the_parameter_begins_without()
    {
        var har = new HarFile();
        har.Get("/e", """[{"id":"a"}]""").Get("/e?since=a", """[{"id":"b"}]""").Get("/e?since=b", """[{"id":"c"}]""").Get("/e?since=c", "[]", 9_000);

        Assert.Equal(CursorInitial.Omit, har.One().Shape.Cursor.Initial);
    }

    [Fact]
    public void A_time_of_the_file_is_state_with_a_grain()
    {
        var har = new HarFile();
        long time = 1_772_366_400;
        har.Get("/last.php?timestamp=0", $$"""{"timestamp":{{time}},"last":"a"}""").Get($"/last.php?timestamp={time}", "{}", 3_050)
            .Get($"/last.php?timestamp={time}", $$"""{"timestamp":{{time + 7}},"last":"b"}""").Get($"/last.php?timestamp={time + 7}", $$"""{"timestamp":{{time + 9}},"last":"c"}""")
            .Get($"/last.php?timestamp={time + 9}", "{}", 3_040);

        var (proposal, shape) = har.One();

        Assert.Equal((ShapeKind.State, CursorType.Time, "timestamp"), (shape.Kind, shape.Cursor.Parts[0].Type, shape.Cursor.Parts[0].Path));
        Assert.Equal(("{}", TimeSpan.FromSeconds(3)), (shape.Empty[0].Body, shape.Wait.Default));
        Assert.Equal("5 of 5 recorded answers are made again to the last byte", HarFile.Said(proposal, "answer"));
    }
}
