using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text;
using System.Threading.Channels;
using Bridge.Messaging;
using Bridge.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Sessions;

/// <summary>What becomes of submissions: each outcome, and the same one for every retry.</summary>
public sealed class SubmissionOutcomeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\"data\":{\"a\" : 1}", "\"reply\":{\"a\" : 1}")]
    [InlineData("\"text\":\"h\\u00e9\"", "\"text\":\"h\\u00E9\"")]
    [InlineData("\"base64\":\"AAEC\"", "\"base64\":\"AAEC\"")]
    public async Task A_reply_comes_back_as_the_kind_it_is(string payload, string reply)
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync();
        for (var n = 0; n < 2; n++)
        {
            using var response = await polls.PostAsync("/bridge/send", $"{{\"type\":\"submit\",\"id\":1,\"channel\":\"echo\",{payload}}}");
            Assert.Equal($"[{{\"type\":\"accepted\",\"id\":1,{reply}}}]", await response.Content.ReadAsStringAsync(Stop));
        }
    }

    [Fact]
    public async Task Every_outcome_of_a_handler_is_told_and_kept_for_retries()
    {
        var runs = new ConcurrentQueue<string>();
        await using var host = await StartAsync((submission, _) =>
        {
            var text = Encoding.UTF8.GetString(submission.Payload.Bytes.Span);
            runs.Enqueue(text);
            return ValueTask.FromResult(text switch
            {
                "\"done\"" => Outcome.Done,
                "\"reply\"" => Outcome.Reply(Payload.Json("{\"ok\":true}")),
                "\"publish\"" => Outcome.Publish(Payload.Json("\"published\"")),
                "\"refuse\"" => Outcome.Refuse(Refusal.Custom("too_early", "Come at nine.")),
                "\"broken\"" => Outcome.Reply(Payload.Json("{")),
                "\"nothing\"" => null!,
                _ => throw new InvalidOperationException("on purpose"),
            });
        });
        var polls = new NativePolls(host);
        await polls.OpenAsync();
        string[] kinds = ["done", "reply", "publish", "refuse", "throw", "broken", "nothing"];
        var body = $"[{string.Join(',', kinds.Select((kind, i) => $"{{\"type\":\"submit\",\"id\":{i + 1},\"channel\":\"desk\",\"data\":\"{kind}\"}}"))}]";

        var first = await polls.SendAsync(body);
        var again = await polls.SendAsync(body);

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal("accepted accepted accepted refused refused refused refused", first.Types());
        Assert.Null(first[0]!["reply"]);
        Assert.Equal("{\"ok\":true}", first[1]!.Text("reply"));
        Assert.NotNull(first[2]!["position"]);
        Assert.Equal(("too_early", "Come at nine."), (first[3]!.Text("code"), first[3]!.Text("text")));
        Assert.All([first[4]!, first[5]!, first[6]!], refused => Assert.Equal("handler_failed", refused.Text("code")));
        Assert.Equal(kinds.Select(kind => $"\"{kind}\""), runs);
        Assert.Single(host.Logs.Errors, line => line.Contains("on purpose"));
    }

    [Fact]
    public async Task A_handler_learns_who_submitted_what_and_where()
    {
        var seen = Channel.CreateUnbounded<Submission>();
        await using var host = await StartAsync((submission, _) =>
        {
            seen.Writer.TryWrite(submission);
            return ValueTask.FromResult(Outcome.Done);
        });
        var polls = new NativePolls(host);
        var session = (await polls.OpenAsync())[0]!.Text("session");

        await polls.SendAsync("[{\"type\":\"submit\",\"id\":7,\"channel\":\"desk\",\"text\":\"x\"},{\"type\":\"submit\",\"channel\":\"desk\",\"data\":1}]");

        var (one, two) = (await seen.Reader.ReadAsync(Stop), await seen.Reader.ReadAsync(Stop));
        Assert.Equal(("desk", session, 7, PayloadKind.Text), (one.Channel.Value, one.Session!.Value.Value, one.Id, one.Payload.Kind));
        Assert.Null(two.Id);
        Assert.False(one.User.Identity!.IsAuthenticated);
        Assert.IsType<ClaimsPrincipal>(one.User);
    }

    [Fact]
    public async Task A_handler_that_can_not_be_made_has_failed_and_the_connection_goes_on()
    {
        await using var host = await TestHost.StartAsync(options => options.Channels.Add("desk", channel => channel.Handle(
            services => services.GetRequiredService<IInboundHandler>())));
        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.AskAsync("{\"type\":\"open\"}", "opened");

        Assert.Equal("handler_failed", (await socket.AskAsync("{\"type\":\"submit\",\"id\":1,\"channel\":\"desk\",\"data\":1}", "refused")).Text("code"));
        await socket.AskAsync("{\"type\":\"ping\"}", "pong");
        Assert.Single(host.Logs.Errors);
    }

    [Fact]
    public async Task A_handler_that_takes_too_long_has_failed()
    {
        await using var host = await StartAsync(
            async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return Outcome.Done;
            },
            options => options.Sessions.SubmissionTimeout = TimeSpan.FromMilliseconds(100));
        var polls = new NativePolls(host);
        await polls.OpenAsync();

        Assert.Equal("handler_failed", (await polls.SendAsync("{\"type\":\"submit\",\"id\":1,\"channel\":\"desk\",\"data\":1}")).Single()!.Text("code"));
    }

    [Fact]
    public async Task A_retry_while_the_first_run_goes_on_waits_for_its_outcome()
    {
        var go = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        var runs = 0;
        await using var host = await StartAsync(async (_, _) =>
        {
            Interlocked.Increment(ref runs);
            began.TrySetResult();
            await go.Task;
            return Outcome.Reply(Payload.Json("1"));
        });
        var polls = new NativePolls(host);
        await polls.OpenAsync();
        const string submit = "{\"type\":\"submit\",\"id\":1,\"channel\":\"desk\",\"data\":1}";

        var first = polls.SendAsync(submit);
        await began.Task.WaitAsync(Patience.Limit, Stop);
        var retry = polls.SendAsync(submit);
        go.SetResult();

        Assert.Equal("1", (await first).Single()!.Text("reply"));
        Assert.Equal("1", (await retry).Single()!.Text("reply"));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task The_submissions_of_a_socket_are_handled_one_after_the_other_in_their_order()
    {
        var order = new ConcurrentQueue<long?>();
        var inside = 0;
        await using var host = await StartAsync(async (submission, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            await Task.Yield();
            order.Enqueue(submission.Id);
            Interlocked.Decrement(ref inside);
            return Outcome.Done;
        });
        await using var socket = await NativeSocket.OpenAsync(host);
        await socket.AskAsync("{\"type\":\"open\"}", "opened");

        for (var id = 1; id <= 300; id++)
        {
            await socket.SendAsync($"{{\"type\":\"submit\",\"id\":{id},\"channel\":\"desk\",\"data\":{id}}}");
        }

        for (var id = 1; id <= 300; id++)
        {
            Assert.Equal(id.ToString(), (await socket.NextAsync("accepted")).Text("id"));
        }

        Assert.Equal(Enumerable.Range(1, 300).Select(id => (long?)id), order);
    }

    [Theory]
    [InlineData("desk")]
    [InlineData("board")]
    public async Task A_submission_sent_again_on_another_transport_gets_its_first_outcome(string channel)
    {
        var runs = 0;
        await using var host = await StartAsync((_, _) => ValueTask.FromResult(Outcome.Reply(Payload.Json($"{Interlocked.Increment(ref runs)}"))));
        var submit = $"{{\"type\":\"submit\",\"id\":1,\"channel\":\"{channel}\",\"data\":1}}";
        var polls = new NativePolls(host);
        string first;
        await using (var socket = await NativeSocket.OpenAsync(host))
        {
            polls.Token = (await socket.AskAsync("{\"type\":\"open\"}", "opened")).Text("token");
            first = (await socket.AskAsync(submit, "accepted")).ToJsonString();
        }

        Assert.Equal(first, (await polls.SendAsync(submit)).Single()!.ToJsonString());
        await using var again = await NativeSocket.OpenAsync(host);
        Assert.Equal("true", (await again.AskAsync($"{{\"type\":\"open\",\"token\":\"{polls.Token}\"}}", "opened")).Text("resumed"));
        Assert.Equal(first, (await again.AskAsync(submit, "accepted")).ToJsonString());
        Assert.InRange(runs, 0, 1);
    }

    [Fact]
    public async Task Opening_again_tells_the_next_id_after_those_a_handler_has_seen()
    {
        await using var host = await StartAsync((_, _) => ValueTask.FromResult(Outcome.Done));
        var polls = new NativePolls(host);
        await polls.OpenAsync();
        await polls.SendAsync("[{\"type\":\"submit\",\"id\":1,\"channel\":\"desk\",\"data\":1},{\"type\":\"submit\",\"id\":4,\"channel\":\"desk\",\"data\":1}]");

        Assert.Equal("5", (await polls.PollAsync("{\"type\":\"open\"}"))[0]!.Text("submit"));
    }

    [Fact]
    public async Task An_outcome_that_is_forgotten_is_unknown_and_never_run_again()
    {
        var runs = 0;
        await using var host = await StartAsync((_, _) => ValueTask.FromResult(Outcome.Reply(Payload.Json($"{Interlocked.Increment(ref runs)}"))));
        var polls = new NativePolls(host);
        await polls.OpenAsync();
        string Submit(int id) => $"{{\"type\":\"submit\",\"id\":{id},\"channel\":\"desk\",\"data\":1}}";
        await polls.SendAsync($"[{string.Join(',', Enumerable.Range(1, 66).Select(Submit))}]");

        Assert.Equal("submission_unknown", (await polls.SendAsync(Submit(2))).Single()!.Text("code"));
        Assert.Equal("3", (await polls.SendAsync(Submit(3))).Single()!.Text("reply"));
        Assert.Equal(66, runs);
    }

    private static Task<TestHost> StartAsync(Func<Submission, CancellationToken, ValueTask<Outcome>> handle, Action<BridgeOptions>? configure = null) => TestHost.StartAsync(options =>
    {
        options.Channels.Add("desk", channel => channel.Handle(handle)).Add("board", channel => channel.AcceptSubmissions());
        configure?.Invoke(options);
    });
}
