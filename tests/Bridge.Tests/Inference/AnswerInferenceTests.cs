using System.Text;
using Bridge.PollShapes;

namespace Bridge.Tests.Inference;

/// <summary>How answers look, and whether they can be made again.</summary>
public sealed class AnswerInferenceTests
{
    [Theory]
    [InlineData("[]", 200, """{"body":"[]"}""")]
    [InlineData("", 204, """{"status":204}""")]
    [InlineData("", 304, """{"status":304}""")]
    [InlineData("", 200, """{"body":""}""")]
    [InlineData("{}", 200, """{"body":"{}"}""")]
    public void Every_form_of_nothing_new_is_told_and_answered_as_it_was(string body, int status, string form)
    {
        var har = new HarFile();
        for (var n = 1; n <= 3; n++)
        {
            har.Get($"/e?last={n - 1}", $$"""[{"id":{{n}}}]""").Get($"/e?last={n}", body, 9_000, status);
        }

        var (proposal, _) = har.One();

        Assert.Equal($"[{form}]", proposal.Shape!["empty"]!.ToJsonString());
        Assert.StartsWith("6 of 6 ", HarFile.Said(proposal, "answer"), StringComparison.Ordinal);
    }

    [Fact]
    public void White_space_and_separators_are_the_backends()
    {
        var har = new HarFile();
        har.Get("/e?s=0", "{\"results\":[\n{\"seq\":1},\n{\"seq\":2}\n],\n\"last_seq\":2}\n").Get("/e?s=2", "{\"results\":[\n\n],\n\"last_seq\":2}\n", 9_000)
            .Get("/e?s=2", "{\"results\":[\n{\"seq\":3}\n],\n\"last_seq\":3}\n").Get("/e?s=3", "{\"results\":[\n\n],\n\"last_seq\":3}\n", 9_000);

        var (proposal, shape) = har.One();

        Assert.Equal(("{\"results\":[\n{items}\n],\n\"last_seq\":{s}}\n", ",\n"), (shape.Answer.Body, shape.Answer.Separator));
        Assert.StartsWith("4 of 4 ", HarFile.Said(proposal, "answer"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_answer_with_a_text_of_its_own_is_kept_apart()
    {
        var har = new HarFile();
        for (var n = 1; n <= 3; n++)
        {
            har.Get($"/e?s={n - 1}", $$"""{"list":[{"id":{{n}}}],"at":{{n}}}""").Get($"/e?s={n}", $$"""{ "list" : [], "at" : {{n}} }""", 9_000);
        }

        var (proposal, shape) = har.One();

        Assert.Equal("""{ "list" : [], "at" : {s} }""", shape.Answer.Empty!.Body);
        Assert.StartsWith("6 of 6 ", HarFile.Said(proposal, "answer"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_made_again_is_named()
    {
        var har = new HarFile();
        for (var n = 1; n <= 4; n++)
        {
            har.Get($"/e?s={n - 1}", $$"""{"now":{{n * 7919}},"list":[{"id":{{n}}}],"count":1}""");
        }

        var (proposal, _) = har.One();

        Assert.Contains("`now` changes from answer to answer", HarFile.Said(proposal, "answer.body"), StringComparison.Ordinal);
        Assert.Matches("^[01] of 4 .* # look at this$", HarFile.Said(proposal, "answer"));
    }

    [Fact]
    public void A_count_that_follows_the_items_is_a_count()
    {
        var har = new HarFile();
        har.Get("/e?s=0", """{"count":2,"list":[{"id":1},{"id":2}]}""").Get("/e?s=2", """{"count":1,"list":[{"id":3}]}""").Get("/e?s=3", """{"count":3,"list":[{"id":4},{"id":5},{"id":6}]}""")
            .Get("/e?s=6", """{"count":0,"list":[]}""", 9_000);

        var (proposal, shape) = har.One();

        Assert.Equal("""{"count":{count},"list":[{items}]}""", shape.Answer.Body);
        Assert.StartsWith("4 of 4 ", HarFile.Said(proposal, "answer"), StringComparison.Ordinal);
    }

    [Fact]
    public void Newest_first_is_seen()
    {
        var har = new HarFile();
        har.Get("/e?s=0", """[{"id":2},{"id":1}]""").Get("/e?s=2", """[{"id":5},{"id":4},{"id":3}]""").Get("/e?s=5", """[{"id":6}]""").Get("/e?s=6", "[]", 9_000);

        var (proposal, shape) = har.One();

        Assert.Equal(ItemsOrder.Desc, shape.Items.Order);
        Assert.StartsWith("4 of 4 ", HarFile.Said(proposal, "answer"), StringComparison.Ordinal);
    }

    [Fact]
    public void Items_at_the_cursor_that_come_again_are_dropped_by_id()
    {
        var har = new HarFile();
        har.Get("/e?t=100", """[{"id":"a","t":101},{"id":"b","t":102},{"id":"c","t":103}]""", 3).Get("/e?t=103", """[{"id":"c","t":103},{"id":"d","t":104},{"id":"e","t":105}]""", 3)
            .Get("/e?t=105", """[{"id":"e","t":105},{"id":"f","t":109},{"id":"g","t":110}]""", 3).Get("/e?t=110", """[{"id":"g","t":110},{"id":"h","t":111},{"id":"i","t":112}]""", 3);

        var (_, shape) = har.One();

        Assert.True(shape.Cursor.Parts[0].Inclusive);
        Assert.NotNull(shape.Dedupe);
        Assert.Equal("id", shape.Items.Id);
    }

    [Fact]
    public void A_list_that_comes_as_a_whole_each_time_is_state()
    {
        var har = new HarFile { Gap = 2_000 };
        har.Get("/users", """[{"id":1},{"id":2}]""", 4).Get("/users", """[{"id":1},{"id":2}]""", 4).Get("/users", """[{"id":1},{"id":2},{"id":3}]""", 4).Get("/users", """[{"id":1},{"id":2},{"id":3}]""", 4);

        var (proposal, shape) = har.One();

        Assert.Equal((ShapeKind.State, TimeSpan.FromSeconds(2)), (shape.Kind, shape.Pace.Interval));
        Assert.Contains("their polls pass through", HarFile.Said(proposal, "cursor"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_that_forgets_is_not_to_be_polled_beside_its_pages()
    {
        var har = new HarFile { Gap = 2_000 };
        har.Get("/queue", """[{"id":1}]""", 4).Get("/queue", "[]", 4).Get("/queue", """[{"id":2},{"id":3}]""", 4).Get("/queue", """[{"id":4}]""", 4).Get("/queue", "[]", 4);

        var (_, shape) = har.One();

        Assert.Equal(AckMode.OnRead, shape.Ack.Mode);
        Assert.NotEmpty(Guarantee.Of(shape).TapRefusals);
    }

    [Fact]
    public void Signs_of_life_before_an_answer_are_no_part_of_it()
    {
        var har = new HarFile();
        har.Get("/e?s=0", """{"results":[{"seq":1}]}""").Get("/e?s=1", "\n\n" + """{"results":[{"seq":2}]}""", 21_000).Get("/e?s=2", "\n" + """{"results":[{"seq":3}]}""", 11_000);

        var (proposal, shape) = har.One();

        Assert.Equal((WaitHeartbeat.Newline, WaitFlush.HeadersFirst, WaitCut.Empty), (shape.Wait.Heartbeat, shape.Wait.Flush, shape.Wait.Cut));
        Assert.StartsWith("3 of 3 ", HarFile.Said(proposal, "answer"), StringComparison.Ordinal);
    }

    [Fact]
    public void Polls_that_only_the_page_ended_are_never_answered_empty()
    {
        var har = new HarFile();
        for (var n = 1; n <= 3; n++)
        {
            har.Get($"/e?s={n - 1}", $$"""[{"id":{{n}}}]""").Get($"/e?s={n}", null, 15_000, status: 0);
        }

        Assert.True(Assert.Single(har.One().Shape.Empty).Never);
    }

    [Fact]
    public void Items_that_are_not_ascii_stay_byte_for_byte()
    {
        var har = new HarFile();
        for (var n = 1; n <= 3; n++)
        {
            har.Get($"/e?s={n - 1}", $$"""{"list":[{"id":{{n}},"t":"Grüße \u00fc 😀"}],"von":"é"}""");
        }

        var (proposal, _) = har.One();

        Assert.StartsWith("3 of 3 ", HarFile.Said(proposal, "answer"), StringComparison.Ordinal);
        Assert.Contains("é", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Gateway.Inference.InferenceReport.Json([proposal]))), StringComparison.Ordinal);
    }
}
