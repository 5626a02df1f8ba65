using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.TestKit;
using static Bridge.Tests.PollShapes.Samples;

namespace Bridge.Tests.PollShapes;

public sealed class ShapeMatcherTests
{
    private static readonly PollShape Talk = Shape("""
        {
          "channel": "talk:{room}:{scope}", "match": { "path": "/rooms/{room}/updates", "require": [{ "key": "v", "equals": "2" }], "ignore": { "names": ["_"], "prefixes": ["utm_"], "valueless": true } },
          "request": { "params": [{ "key": "v", "value": "{version}" }, { "key": "since", "value": "{since}" }, { "key": "lang", "value": "{lang}" }] },
          "wait": { "param": "timeout", "unit": "ms", "max": "30s" },
          "cursor": { "parts": [{ "var": "since", "path": "last", "type": "int" }] },
          "items": { "limit": { "param": "limit" } },
          "auth": { "forward": [{ "key": "sid" }, { "in": "header", "key": "X-Key" }] },
          "cohort": { "key": "uid" }
        }
        """);

    [Fact]
    public void A_poll_says_what_it_asks_for_where_it_stands_and_how_long_it_waits()
    {
        var match = Match(Talk, Get("/rooms/a%2Fb%20c/updates?v=2&since=7&timeout=90000&limit=5&lang=d%C3%A9+e&_=1&utm_x=1&123", ("Cookie", "x=1; sid=s")));
        Assert.Equal([("lang", "dé e"), ("room", "a/b c"), ("version", "2")], match.Variables.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(("7", TimeSpan.FromSeconds(30), 5), (match.Cursor, match.Wait, match.Limit));
        Assert.Equal($"talk:a.2Fb.20c:{match.ScopeKey}", $"{match.Channels.Single().Name}");
        Assert.Equal("cookie sid", $"{match.Credentials.Single()}");
        Assert.Equal(32, match.ScopeKey.Length);
    }

    [Theory]
    [InlineData("/rooms/a/updates?v=2&x=1", "query parameter 'x', which the shape doesn't name")]
    [InlineData("/rooms/a/updates?v=2&x", "")]
    [InlineData("/rooms/a/updates?v=3", "not the query parameter 'v' that is required")]
    [InlineData("/rooms/a/updates", "not the query parameter 'v' that is required")]
    [InlineData("/rooms/a/updates?v=2&since=x", "a cursor that is none")]
    [InlineData("/rooms/a/updates?v=2&since=1&since=2", "query parameter 'since' twice")]
    [InlineData("/rooms/a/updates?v=2&timeout=soon", "a wait that is none")]
    [InlineData("/rooms/a/updates?v=2&limit=-1", "a limit that is none")]
    [InlineData("/rooms/a/updates?v=2&lang=%zz", "a query that can't be read")]
    [InlineData("/rooms/a/updates?v=2&lang=%ff", "a query that can't be read")]
    [InlineData("/rooms/a/updates/", "another path")]
    [InlineData("/rooms//updates?v=2", "another path")]
    [InlineData("/rooms/a/b/updates?v=2", "another path")]
    public void What_is_not_wholly_understood_passes_through(string target, string why)
    {
        var request = Get(target, ("Cookie", "sid=s"));
        if (why.Length == 0)
        {
            Assert.NotNull(Match(Talk, request));
        }
        else
        {
            Assert.Equal(why, Why(Talk, request));
        }
    }

    [Fact]
    public void Another_method_a_body_or_no_credential_passes_through()
    {
        var request = Get("/rooms/a/updates?v=2", ("Cookie", "sid=s"));
        Assert.NotNull(Match(Talk, request));
        Assert.Equal("another method", Why(Talk, request with { Method = "POST" }));
        Assert.Equal("a body", Why(Talk, request with { Body = new byte[1] }));
        Assert.Equal("no credential", Why(Talk, Get("/rooms/a/updates?v=2", ("Cookie", "sid=; other=1"))));
        Assert.Equal("two values of cookie sid", Why(Talk, Get("/rooms/a/updates?v=2", ("Cookie", "sid=a; sid=b"))));
        Assert.Equal("an Authorization that isn't forwarded", Why(Talk, Get("/rooms/a/updates?v=2", ("Cookie", "sid=a"), ("Authorization", "Bearer b"))));
    }

    [Fact]
    public void The_scope_key_leaves_out_cursor_wait_limit_and_the_ignored_and_nothing_else()
    {
        var key = Key("/rooms/a/updates?v=2", "s");
        Assert.Equal(key, Key("/rooms/a/updates?since=4&timeout=5&limit=9&_=3&v=2", "s"));
        Assert.Equal(6, new[] { key, Key("/rooms/b/updates?v=2", "s"), Key("/rooms/a/updates?v=2&lang=de", "s"), Key("/rooms/a/updates?v=2", "t"), Key("/rooms/a/updates?v=2&lang=", "s"), Key("/rooms/a/updates?v=2&lang=", "t") }.Distinct().Count());
        var match = new ShapeMatcher(Talk, "another secret key"u8).Match(Get("/rooms/a/updates?v=2", ("Cookie", "sid=s"))).Match!;
        Assert.NotEqual(key, match.ScopeKey);

        static string Key(string target, string sid) => Match(Talk, Get(target, ("Cookie", $"sid={sid}"))).ScopeKey;
    }

    [Fact]
    public Task Two_different_questions_never_have_one_scope_key() => Seeds.RunAsync(20, seed =>
    {
        var random = new SeededRandom(seed);
        var seen = new Dictionary<string, string>();
        for (var i = 0; i < 500; i++)
        {
            // Few signs, among them those that joins use: texts that differ only in where they are cut come up all the time.
            var variables = Enumerable.Range(0, random.Below(3)).Select(_ => Text()).Distinct().ToDictionary(name => name, _ => Text());
            var credentials = Enumerable.Range(0, random.Below(3)).Select(_ => new LegacyCredential(random.OneIn(2) ? RequestPlace.Cookie : RequestPlace.Header, Text(), Text())).ToList();
            var user = random.OneIn(3) ? Text() : null;
            var question = System.Text.Json.JsonSerializer.Serialize(new object?[]
            {
                variables.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new[] { pair.Key, pair.Value }).ToArray(),
                credentials.Select(credential => new[] { $"{credential.Place}", credential.Key, credential.Value }).OrderBy(parts => string.Join("\u0001", parts), StringComparer.Ordinal).ToArray(),
                user,
            });
            var key = ScopeKey.Of(Samples.Key, "x", variables.Reverse().ToDictionary(), credentials.AsEnumerable().Reverse(), user);
            Assert.Equal(question, seen.GetValueOrDefault(key, question));
            seen[key] = question;
        }

        return Task.CompletedTask;

        string Text() => string.Concat(Enumerable.Range(0, random.Below(4)).Select(_ => "a=&\0"[random.Below(4)]));
    });

    [Fact]
    public void A_public_scope_keeps_no_credential_and_one_per_user_needs_the_user()
    {
        var open = Read("couchdb");
        var target = "/db/_changes?feed=longpoll&heartbeat=10000&include_docs=true";
        var match = Match(open, Get(target, ("Cookie", "sid=s"), ("Authorization", "Bearer b")));
        Assert.Empty(match.Credentials);
        Assert.Equal(match.ScopeKey, Match(open, Get(target)).ScopeKey);

        var mine = Talk with { Scope = ShapeScope.PerUser };
        var request = Get("/rooms/a/updates?v=2", ("Cookie", "sid=s"));
        Assert.Equal("nobody signed in", Why(mine, request));
        var key = Match(mine, request with { User = "ann" }).ScopeKey;
        Assert.Equal(key, Match(mine, Get("/rooms/a/updates?v=2", ("Cookie", "sid=other")) with { User = "ann" }).ScopeKey);
        Assert.NotEqual(key, Match(mine, request with { User = "bob" }).ScopeKey);
    }

    [Fact]
    public void A_secret_in_the_path_is_a_credential_and_no_variable()
    {
        var shape = Shape("""
            {
              "channel": "bot:{scope}", "match": { "path": "/bot{token}/updates" },
              "request": { "params": [{ "key": "offset", "value": "{offset}" }] },
              "cursor": { "parts": [{ "var": "offset", "from": "item", "path": "update_id", "add": 1, "type": "int" }] },
              "items": { "path": "result" }, "auth": { "forward": [{ "in": "path", "key": "token" }] }
            }
            """);
        var match = Match(shape, Get("/bot12%3Asecret/updates?offset=5"));
        Assert.Empty(match.Variables);
        Assert.DoesNotContain("secret", $"{match} {match.Channels.Single().Name} {match.Credentials.Single()}");
        Assert.Equal("/bot12%3Asecret/updates?offset=6", new PollRequestBuilder(shape).Poll(new PollAsk { Cursor = "6", Credentials = match.Credentials }).Target);
    }

    [Fact]
    public void A_channel_of_a_public_shape_gives_its_variables_back()
    {
        var matcher = new ShapeMatcher(Read("github"), Samples.Key);
        var variables = matcher.Variables("github:a.2Fb:c_d-e")!;
        Assert.Equal(("a/b", "c_d-e"), (variables["owner"], variables["repo"]));
        Assert.Null(matcher.Variables("github:a.2fb:c"));
        Assert.Null(matcher.Variables("github:a"));
        Assert.Null(matcher.Variables("github:a:b:c"));
        Assert.Null(new ShapeMatcher(Talk, Samples.Key).Variables("talk:a:b"));
    }

    [Fact]
    public Task A_channel_reads_back_as_it_was_made() => Seeds.RunAsync(20, seed =>
    {
        var random = new SeededRandom(seed);
        var template = new ChannelTemplate("x-{a}:{b}:y.{c}");
        Assert.Null(template.Fault);
        for (var i = 0; i < 200; i++)
        {
            var values = new[] { "a", "b", "c" }.ToDictionary(name => name, _ => string.Concat(Enumerable.Range(0, random.Below(4)).Select(_ => "a:./%-é2F_ "[random.Below(11)])));
            var channel = template.Fill(values.GetValueOrDefault);
            Assert.False(channel.IsDefault);
            Assert.Equal(values.OrderBy(pair => pair.Key), template.Read(channel)!.OrderBy(pair => pair.Key));
        }

        return Task.CompletedTask;
    });

    [Fact]
    public void A_cursor_within_JSON_within_the_query_is_found()
    {
        var shape = Shape("""
            {
              "kind": "state", "scope": "public", "channel": "config:{ns}", "match": { "path": "/notifications" },
              "request": { "params": [{ "key": "notifications", "value": "[{\"namespaceName\":\"{ns}\",\"notificationId\":\"{id}\"}]", "encode": "json" }] },
              "cursor": { "parts": [{ "var": "id", "path": "0.notificationId", "type": "int" }] }
            }
            """);
        var match = Match(shape, Get("/notifications?notifications=%5B%7B%22notificationId%22%3A%20-1%2C%22namespaceName%22%3A%22app%22%7D%5D"));
        Assert.Equal(("-1", "config:app"), (match.Cursor, $"{match.Channels.Single().Name}"));
        var next = new PollRequestBuilder(shape).Poll(new PollAsk { Variables = match.Variables, Cursor = "7" });
        Assert.Equal("[{\"namespaceName\":\"app\",\"notificationId\":7}]", PercentText.Decode(next.Query.Split('=')[1], true));
        Assert.NotNull(Why(shape, Get("/notifications?notifications=%5B%7B%22notificationId%22%3A%22-1%22%2C%22namespaceName%22%3A%22app%22%7D%5D")));
    }

    [Fact]
    public void The_cohort_is_a_value_by_name()
    {
        var matcher = new ShapeMatcher(Talk, Samples.Key);
        Assert.Equal("u7", matcher.Cohort(Get("/", ("Cookie", "uid=u7"))));
        Assert.Null(matcher.Cohort(Get("/", ("Cookie", "uid=u7; uid=u8"))));
    }
}
