using Bridge.PollShapes;

namespace Bridge.Tests.Inference;

/// <summary>What the other fields of requests are for.</summary>
public sealed class FieldInferenceTests
{
    [Fact]
    public void Cache_busters_are_ignored_and_never_asked_for()
    {
        var (proposal, shape) = Chat((har, n) => $"&_={har.Now.ToUnixTimeMilliseconds()}&rnd=0.{n * 7919 % 1000}&feed=1").One();

        Assert.Equal(["_", "rnd"], shape.Match.Ignore.Names.Order());
        Assert.Equal(["last", "feed"], shape.Request.Params.Select(param => param.Key));
        Assert.Contains("`_` is another one in 5 of 5 requests", HarFile.Said(proposal, "match.ignore"), StringComparison.Ordinal);
    }

    [Fact]
    public void Bare_keys_that_change_are_ignored() => Assert.True(Chat((har, _) => $"&{har.Now.ToUnixTimeMilliseconds()}").One().Shape.Match.Ignore.Valueless);

    [Fact]
    public void What_differs_between_streams_is_the_question_and_names_the_channel()
    {
        var har = new HarFile();
        for (var n = 1; n <= 4; n++)
        {
            har.Get($"/chat?room=red&last={n - 1}", $$"""[{"id":{{n}}}]""").Get($"/chat?room=blue&last={100 + n - 1}", $$"""[{"id":{{100 + n}}}]""");
        }

        var (proposal, shape) = har.One();

        Assert.Equal(("chat:{room}", "{room}"), (shape.Channel, shape.Request.Params[0].Value));
        Assert.Contains("`room` says what is asked for: 2 values", HarFile.Said(proposal, "channel"), StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_in_paths_become_a_variable_where_each_has_answers_of_its_own()
    {
        var har = new HarFile();
        for (var n = 1; n <= 3; n++)
        {
            har.Get($"/rooms/5/news?last={n - 1}", $$"""[{"id":{{n}},"room":5}]""").Get($"/rooms/7/news?last={n - 1}", $$"""[{"id":{{n}},"room":7}]""");
        }

        var (proposal, shape) = har.One();

        Assert.Equal(("/rooms/{room}/news", "news:{room}", "news"), (shape.Match.Path, shape.Channel, proposal.Name));
    }

    [Fact]
    public void Ids_in_paths_with_the_same_answers_stay_apart()
    {
        var har = new HarFile();
        for (var n = 1; n <= 4; n++)
        {
            har.Get($"/rooms/5/news?last={n - 1}", $$"""[{"id":{{n}}}]""").Get($"/rooms/7/news?last={n - 1}", $$"""[{"id":{{n}}}]""");
        }

        Assert.Equal(["/rooms/5/news", "/rooms/7/news"], har.Propose().Select(proposal => HarFile.ShapeOf(proposal).Match.Path).Order());
    }

    [Fact]
    public void A_poll_by_post_with_a_form()
    {
        var har = new HarFile();
        for (var n = 1; n <= 4; n++)
        {
            har.Post("/poll.do", $"action=poll&after={n - 1}", $$"""{"ok":true,"messages":[{"id":{{n}}}],"after":{{n}}}""");
        }

        var (proposal, shape) = har.Post("/poll.do", "action=poll&after=4", """{"ok":true,"messages":[],"after":4}""", 5_000).One();

        Assert.Equal(("POST", RequestBody.Form), (shape.Request.Method, shape.Request.Body));
        Assert.Equal([(RequestPlace.Form, "action", "poll"), (RequestPlace.Form, "after", "{after}")], shape.Request.Params.Select(param => (param.In, param.Key, param.Value)));
        Assert.Equal(["POST"], shape.Match.Methods);
        Assert.Equal("5 of 5 recorded answers are made again to the last byte", HarFile.Said(proposal, "answer"));
    }

    [Fact]
    public void A_poll_by_post_with_json_keeps_numbers_and_lists()
    {
        var har = new HarFile();
        for (var n = 1; n <= 4; n++)
        {
            har.Post("/rpc", $$$"""{"method":"poll","v":2,"params":{"last":{{{n - 1}}},"tags":["a","b"]}}""", $$"""{"result":[{"id":{{n}}}]}""", type: "application/json");
        }

        var (_, shape) = har.One();

        Assert.Equal(RequestBody.Json, shape.Request.Body);
        Assert.Equal(
            [("method", "poll", RequestEncoding.Plain), ("v", "2", RequestEncoding.Json), ("params.last", "{last}", RequestEncoding.Plain), ("params.tags", """["a","b"]""", RequestEncoding.Json)],
            shape.Request.Params.Select(param => (param.Key, param.Value, param.Encode)));
    }

    [Theory]
    [InlineData("wait=9", ShapeUnit.Seconds)]
    [InlineData("hold=9000", ShapeUnit.Milliseconds)]
    [InlineData("t=9s", ShapeUnit.Duration)]
    public void The_parameter_that_says_how_long_to_hold_is_found_by_how_long_was_held(string wait, ShapeUnit unit)
    {
        var (_, shape) = Chat((_, _) => $"&{wait}").One();

        Assert.Equal((wait.Split('=')[0], unit, TimeSpan.FromSeconds(9)), (shape.Wait.Param, shape.Wait.Unit, shape.Wait.Default));
    }

    [Fact]
    public void A_limit_is_found_by_its_name_and_by_no_answer_being_longer()
    {
        var (_, shape) = Chat((_, _) => "&limit=50").One();

        Assert.Equal(("limit", 50), (shape.Items.Limit.Param, shape.Items.Limit.Default));
    }

    [Fact]
    public void The_same_address_with_and_without_a_parameter_is_two()
    {
        var har = new HarFile();
        for (var n = 1; n <= 4; n++)
        {
            har.Get("/db?limit=25", """{"rows":1}""", 3).Get($"/db?feed=longpoll&since={n - 1}", $$"""{"results":[{"seq":{{n}}}]}""");
        }

        Assert.Contains(har.Propose(), proposal => proposal.Shape is not null && HarFile.ShapeOf(proposal).Request.Params.Any(param => param is { Key: "feed", Value: "longpoll" }));
    }

    [Fact]
    public void What_changes_for_no_reason_that_is_seen_makes_no_shape()
    {
        var har = new HarFile();
        foreach (var word in (string[])["b", "br", "bri", "brid", "bridge"])
        {
            har.Gap = 90 * word.Length * word.Length;
            har.Get($"/search?q={word}", """["x"]""", 20);
        }

        Assert.Contains("`q` changes", har.Refusal(), StringComparison.Ordinal);
    }

    /// <summary>A chat of five polls, the last of which is held for nine seconds.</summary>
    private static HarFile Chat(Func<HarFile, int, string> more)
    {
        var har = new HarFile();
        for (var n = 1; n <= 4; n++)
        {
            har.Get($"/chat?last={n - 1}{more(har, n)}", $$"""[{"id":{{n}}}]""");
        }

        return har.Get($"/chat?last=4{more(har, 5)}", "[]", 9_010);
    }
}
