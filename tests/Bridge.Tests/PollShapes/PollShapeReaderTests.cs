using System.Text;
using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Tests.PollShapes;

public sealed class PollShapeReaderTests
{
    [Fact]
    public void All_faults_are_told_at_once_with_their_paths()
    {
        var faults = Faults("""{"chanel":"x","match":{"path":"x"},"cursor":{"parts":[{"var":"since","from":"heder"}]},"wait":{"default":"soon"}}""");
        Assert.Equal(["Shapes:talk:chanel", "Shapes:talk:match:path", "Shapes:talk:cursor:parts:0:from", "Shapes:talk:wait:default", "Shapes:talk:channel"], Paths(faults));
    }

    [Theory]
    [InlineData("""{"cursor":{"parts":[{"var":"since","from":"heder"}]}}""", "cursor:parts:0:from", "did you mean 'header'?")]
    [InlineData("""{"cusror":{}}""", "cusror", "did you mean 'cursor'?")]
    [InlineData("""{"cursor":{"part":[]}}""", "cursor:part", "did you mean 'parts'?")]
    [InlineData("""{"wait":{"unit":"mss"}}""", "wait:unit", "did you mean 'ms'?")]
    [InlineData("""{"wait":{"unit":"minutes"}}""", "wait:unit", "Expected one of s, ms, duration.")]
    [InlineData("""{"request":{"body":"text"}}""", "request:body", "'text' is not supported yet")]
    [InlineData("""{"send":[{"path":"/x","do":"publish"}]}""", "send:0:do", "'publish' is not supported yet")]
    [InlineData("""{"dedupe":"id"}""", "dedupe", "'id' was found, expected a group with by, window, overlap.")]
    [InlineData("""{"empty":{"status":304}}""", "empty", "a group of fields was found, expected a list.")]
    [InlineData("""{"kind":["state"]}""", "kind", "a list was found, expected one of events, state, signal.")]
    [InlineData("""{"pace":{"interval":"2s","Interval":"3s"}}""", "pace:Interval", "is given twice.")]
    [InlineData("""{"answer":{"headers":{"Content Type":"x"}}}""", "answer:headers:Content Type", "is no name of a header.")]
    public void A_fault_says_what_is_allowed(string fields, string path, string says)
    {
        var fault = Assert.Single(Faults(Merged(fields)));
        Assert.StartsWith($"Shapes:talk:{path}: ", fault);
        Assert.Contains(says, fault);
    }

    [Theory]
    [InlineData("""{"channel":"talk:{rom}:{scope}"}""", "channel", "did you mean 'room'?")]
    [InlineData("""{"channel":"talk:{room}"}""", "channel", "must name {scope}")]
    [InlineData("""{"channel":"{room}{scope}"}""", "channel", "must have a colon after each variable")]
    [InlineData("""{"channel":"{room}-{scope}"}""", "channel", "must have a colon after each variable")]
    [InlineData("""{"channel":"~x:{scope}"}""", "channel", "not begin with ~")]
    [InlineData("""{"channel":"a{b c}:{scope}"}""", "channel", "has a brace")]
    [InlineData("""{"scope":"public","channel":"talk:{room}"}""", "auth:forward", "belongs to other scopes")]
    [InlineData("""{"auth":{"forward":[]}}""", "auth:forward", "which credentials tell users apart")]
    [InlineData("""{"scope":"per-user","auth":{"forward":[]}}""", "auth", "neither forward nor service")]
    [InlineData("""{"auth":{"forward":[{"key":"a"}],"csrf":{"cookie":"b","key":"X-B"}}}""", "auth:csrf:cookie", "must be in auth.forward too")]
    [InlineData("""{"auth":{"forward":[{"in":"path","key":"rome"}]}}""", "auth:forward:0:key", "is no variable of match.path")]
    [InlineData("""{"match":{"path":"/bot{token}/rooms/{room}"}}""", "match:path", "name it in auth.forward")]
    [InlineData("""{"match":{"path":"/{a}{room}"}}""", "match:path", "two variables in one segment")]
    [InlineData("""{"match":{"methods":["POST"],"path":"/rooms/{room}"}}""", "request:method", "which match.methods doesn't have")]
    [InlineData("""{"match":{"path":"/rooms/{room}","require":[{"key":"v"}]}}""", "match:require:0:key", "'v' is no parameter of request")]
    [InlineData("""{"match":{"path":"/rooms/{room}","ignore":{"names":["room"]}}}""", "request:url", "is missing: {room} is ignored")]
    [InlineData("""{"request":{"body":"json"}}""", "request:body", "can't be sent with GET")]
    [InlineData("""{"request":{"url":"/other/{rom}"}}""", "request:url", "did you mean 'room'?")]
    [InlineData("""{"cursor":{"parts":[{"var":"x","path":"x"}]}}""", "cursor:parts:0:var", "is carried by no parameter")]
    [InlineData("""{"cursor":{"parts":[{"var":"since"}]}}""", "cursor:parts:0:path", "where in the body is it?")]
    [InlineData("""{"cursor":{"parts":[{"var":"since","from":"request","path":"x"}]}}""", "cursor:parts:0:path", "is never looked at")]
    [InlineData("""{"cursor":{"parts":[{"var":"since","path":"x","add":1}]}}""", "cursor:parts:0:add", "needs type: int or time")]
    [InlineData("""{"cursor":{"parts":[{"var":"since","path":"x","type":"time"}]}}""", "cursor:parts:0:type", "items of the same instant would be lost")]
    [InlineData("""{"cursor":{"parts":[{"var":"since","path":"x","inclusive":true}]}}""", "cursor:parts:0:inclusive", "needs dedupe")]
    [InlineData("""{"cursor":{"parts":[{"var":"since","path":"x","value":"0"}]}}""", "cursor:parts:0:value", "cursor.initial: value")]
    [InlineData("""{"cursor":{"initial":"tail","parts":[{"var":"since","path":"x"}]}}""", "cursor:start", "is missing")]
    [InlineData("""{"cursor":{"initial":"now","parts":[{"var":"since","path":"x"}]}}""", "cursor:initial", "no part is a time")]
    [InlineData("""{"cursor":{"parts":[{"var":"since","path":"x","type":"int"}],"probe":{"when":"after-break"}}}""", "cursor:probe:call", "is missing")]
    [InlineData("""{"cursor":{"parts":[{"var":"since","path":"x","type":"int"}],"probe":{"when":"every","call":{"url":"/h","extract":[{"var":"since","path":"h"}]}}}}""", "cursor:probe:every", "after how many")]
    [InlineData("""{"cursor":{}}""", "cursor:parts", "events need a cursor")]
    [InlineData("""{"wait":{"unit":"ms"}}""", "wait:unit", "wait.param is missing")]
    [InlineData("""{"wait":{"default":"70s"}}""", "wait:default", "longer than wait.max (1m)")]
    [InlineData("""{"wait":{"default":"20s","deadline":"10s"}}""", "wait:deadline", "every quiet poll would be cut")]
    [InlineData("""{"wait":{"heartbeat":"newline"}}""", "wait:heartbeat", "headers-first")]
    [InlineData("""{"items":{"form":"text","id":"x"}}""", "items:id", "text has none")]
    [InlineData("""{"items":{"form":"single","order":"desc"}}""", "items:order", "no meaning for one item")]
    [InlineData("""{"items":{"limit":{"default":5}}}""", "items:limit:default", "is never sent")]
    [InlineData("""{"dedupe":{}}""", "items:id", "dedupe tells items apart by it")]
    [InlineData("""{"empty":[{}]}""", "empty:0:status", "every answer would be empty")]
    [InlineData("""{"empty":[{"status":200}]}""", "empty:0:status", "every good answer empty")]
    [InlineData("""{"empty":[{"never":true},{"status":304}]}""", "empty:0:never", "stands alone")]
    [InlineData("""{"rules":[{"when":{},"do":"stop"}]}""", "rules:0:when:status", "it would fit all")]
    [InlineData("""{"rules":[{"when":{"status":[410]},"do":"session"}]}""", "rules:0:do", "session.steps has no call")]
    [InlineData("""{"rules":[{"when":{"status":[409]},"do":"adopt"}]}""", "rules:0:set", "what is to be adopted?")]
    [InlineData("""{"rules":[{"when":{"status":[409]},"do":"adopt","set":[{"var":"sinse","path":"x"}]}]}""", "rules:0:set:0:var", "did you mean 'since'?")]
    [InlineData("""{"rules":[{"when":{"status":[429]},"do":"wait","delayFrom":{"header":"A","path":"b"}}]}""", "rules:0:delayFrom", "exactly one")]
    [InlineData("""{"kind":"signal"}""", "then", "a signal only says that something changed")]
    [InlineData("""{"then":{}}""", "then", "belongs to kind: signal")]
    [InlineData("""{"ack":{"mode":"call"}}""", "ack:call", "is missing")]
    [InlineData("""{"answer":{"body":"{\"a\":[{items}],\"b\":{sinse}}"}}""", "answer:body", "did you mean 'since'?")]
    [InlineData("""{"answer":{"body":"[]"}}""", "answer:body", "has no {items}")]
    [InlineData("""{"answer":{"headers":{"X-Last":"{last}"}}}""", "answer:headers:X-Last", "names {last}")]
    [InlineData("""{"match":{"methods":[],"path":"/rooms/{room}"}}""", "match:methods", "is empty: nothing would match.")]
    [InlineData("""{"items":{"form":"text","path":"x"}}""", "items:path", "text has none")]
    [InlineData("""{"items":{"form":"text","where":[{"path":"a","equals":"b"}]}}""", "items:where", "text has none")]
    [InlineData("""{"items":{"form":"text","channel":"x"}}""", "items:channel", "text has none")]
    [InlineData("""{"items":{"form":"text","data":"x"}}""", "items:data", "text has none")]
    [InlineData("""{"auth":{"forward":[{"in":"cookie"}]}}""", "auth:forward:0:key", "is missing")]
    [InlineData("""{"rules":[{"when":{"status":[410]},"do":"stop","delayFrom":{"header":"A"}}]}""", "rules:0:delayFrom", "has no meaning before a stop.")]
    [InlineData("""{"rules":[{"when":{"status":[410]},"do":"session"}],"session":{"steps":[]}}""", "rules:0:do", "session.steps has no call")]
    [InlineData("""{"pace":{"from":{"header":"A","path":"b"}}}""", "pace:from", "exactly one")]
    [InlineData("""{"items":{"path":"x","where":[{"equals":"b"}]}}""", "items:where:0:path", "is missing")]
    [InlineData("""{"items":{"path":"x","where":[{"path":"a","equal":"b"}]}}""", "items:where:0:equal", "did you mean 'equals'?")]
    [InlineData("""{"cursor":{"parts":[{"var":"since","path":"x","type":"int"}],"probe":{"when":"after-break","call":{"url":"/h","extract":[{"path":"h"}]}}}}""", "cursor:probe:call:extract:0:var", "is missing")]
    [InlineData("""{"cursor":{"parts":[{"var":"since","path":"x","type":"int"}],"probe":{"when":"after-break","call":{"url":"/h","params":[{"key":"a","value":"{rom}"}],"extract":[{"var":"since","path":"h"}]}}}}""", "cursor:probe:call:params:0:value", "names {rom}, which nothing gives; did you mean 'room'?")]
    public void Fields_that_do_not_go_together_are_refused(string fields, string path, string says)
    {
        var fault = Assert.Single(Faults(Merged(fields)));
        Assert.StartsWith($"Shapes:talk:{path}: ", fault);
        Assert.Contains(says, fault);
    }

    [Fact]
    public void A_public_channel_must_name_every_variable()
    {
        var faults = Faults(Merged("""{"scope":"public","channel":"all","auth":{}}"""));
        Assert.Contains("must name {room}", Assert.Single(faults));
    }

    [Fact]
    public void A_signal_fetches_with_a_second_shape()
    {
        var shape = Samples.Shape("""
            {
              "kind": "signal", "channel": "files:{scope}", "match": { "path": "/longpoll" },
              "request": { "params": [{ "key": "cursor", "value": "{cursor_id}" }] },
              "cursor": { "parts": [{ "var": "cursor_id", "from": "request" }] },
              "then": {
                "request": { "method": "POST", "url": "/continue", "body": "json", "params": [{ "in": "json", "key": "cursor", "value": "{cursor_id}" }] },
                "cursor": { "parts": [{ "var": "cursor_id", "path": "cursor" }], "more": { "path": "has_more" } },
                "items": { "path": "entries" }
              },
              "auth": { "forward": [{ "in": "header", "key": "Authorization" }] }
            }
            """);
        Assert.Equal("{\"cursor\":\"a\"}", Samples.Text(new PollRequestBuilder(shape.Then!).Poll(new PollAsk { Cursor = "a" }).Body));
        var news = Assert.IsType<AnswerVerdict.News>(new AnswerReader(shape.Then!).Read(Samples.Answer(200, "{\"entries\":[1],\"cursor\":\"b\",\"has_more\":true}"), "a"));
        Assert.Equal(("b", ""), (news.Cursor, news.More));
        Assert.Equal(GuaranteeKind.ExactlyOnce, Guarantee.Of(shape).Upstream);
    }

    [Fact]
    public void A_shape_that_was_built_in_code_is_checked_like_one_that_was_read()
    {
        var shape = new PollShape { Channel = "x:{scope}", Dedupe = new ShapeDedupe { Window = 0 }, Empty = [new ShapeEmpty { Status = 42 }] };
        var faults = new OptionFaults();
        ShapeCheck.Check(shape, "Shapes:x", faults);
        Assert.Equal(["Shapes:x:match:path", "Shapes:x:dedupe:window", "Shapes:x:empty:0:status"], Paths(faults.Found));
        faults = new OptionFaults();
        ShapeCheck.Check(Samples.Read("couchdb"), "Shapes:x", faults);
        Assert.Empty(faults.Found);
    }

    [Fact]
    public void What_only_code_can_write_is_refused_with_what_is_allowed()
    {
        var shape = Samples.Read("couchdb") with { Answer = new ShapeAnswer { Headers = new Dictionary<string, string> { ["X Y"] = "1" } } };
        Assert.Equal("Shapes:x:answer:headers:X Y: 'X Y' is no name of a header.", Fault(shape));
        shape = Samples.Read("couchdb");
        Assert.Equal("Shapes:x:request:body: 'text' is not supported yet; use one of none, form, json.", Fault(shape with { Request = shape.Request with { Body = RequestBody.Text } }));
        Assert.StartsWith("Shapes:x:auth:forward:0:in: 'json' is not allowed here. Expected one of cookie, header, query, path.", Fault(shape with { Auth = new ShapeAuth { Forward = [new AuthCredential { In = RequestPlace.Json, Key = "k" }] } }));

        static string Fault(PollShape shape)
        {
            var faults = new OptionFaults();
            ShapeCheck.Check(shape, "Shapes:x", faults);
            return faults.Found[0];
        }
    }

    [Fact]
    public void Configuration_writes_every_scalar_as_text_and_names_have_no_case()
    {
        var node = new ShapeNode("Shapes:x", null,
        [
            new("Shapes:x:CHANNEL", "x", []),
            new("Shapes:x:scope", "public", []),
            new("Shapes:x:match", null, [new("Shapes:x:match:path", "/x", []), new("Shapes:x:match:ignore", null, [new("Shapes:x:match:ignore:valueless", "True", [])])]),
            new("Shapes:x:ack", null, [new("Shapes:x:ack:mode", "on-read", [])]),
            new("Shapes:x:empty", "", []),
            new("Shapes:x:pace", null, [new("Shapes:x:pace:jitter", "0.5", []), new("Shapes:x:pace:interval", "1.5", [])]),
        ]);
        var faults = new OptionFaults();
        var shape = PollShapeReader.Read(node, faults);
        Assert.Empty(faults.Found);
        Assert.Equal(("x", true, AckMode.OnRead, 0.5, TimeSpan.FromSeconds(1.5)), (shape.Name, shape.Match.Ignore.Valueless, shape.Ack.Mode, shape.Pace.Jitter, shape.Pace.Interval));
    }

    [Fact]
    public void What_is_no_JSON_is_one_fault() => Assert.StartsWith("Shapes:talk: is no JSON: ", Assert.Single(Faults("{")));

    /// <summary>A shape without fault, with these fields instead of its own.</summary>
    private static string Merged(string fields)
    {
        var shape = JsonNode.Parse("""
            {
              "channel": "talk:{scope}", "match": { "path": "/rooms/{room}" },
              "request": { "params": [{ "key": "since", "value": "{since}" }] },
              "cursor": { "parts": [{ "var": "since", "path": "last" }] },
              "auth": { "forward": [{ "key": "sid" }] }
            }
            """)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(fields)!.AsObject().ToList())
        {
            if (name == "request")
            {
                value!["params"] = shape["request"]!["params"]!.DeepClone();
            }

            shape[name] = value!.DeepClone();
        }

        return shape.ToJsonString();
    }

    private static IReadOnlyList<string> Faults(string json)
    {
        var faults = new OptionFaults();
        PollShapeReader.Read("Shapes:talk", Encoding.UTF8.GetBytes(json), faults);
        return faults.Found;
    }

    private static IEnumerable<string> Paths(IEnumerable<string> faults) => faults.Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]);
}
