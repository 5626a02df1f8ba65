using System.Diagnostics;
using System.Text.Json.Nodes;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Transports.LongPolling;

/// <summary>A session over requests.</summary>
public sealed class SessionPollTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_cursor_gives_the_same_messages_again_and_the_next_one_goes_on()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        var start = (await polls.OpenAsync("news")).OfType("subscribed").Single().Text("position");
        var position = await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);

        for (var n = 0; n < 3; n++)
        {
            var answer = await polls.PollAsync($$$"""{"type":"poll","positions":{"news":"{{{start}}}"}}""");
            Assert.Equal(position.ToString(), Assert.Single(answer.OfType("message")).Text("position"));
        }

        Assert.Empty(await polls.PollAsync($$"""{"type":"poll","positions":{"news":"{{position}}"},"wait":0}"""));
        Assert.Empty(await polls.PollAsync("""{"type":"poll","wait":0}""")); // without positions: what was acknowledged
    }

    [Fact]
    public async Task A_parked_poll_is_answered_when_a_message_comes()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");

        var parked = polls.PollAsync("""{"type":"poll"}""");
        await host.ParkedAsync();
        Assert.False(parked.IsCompleted);
        await host.Publisher.PublishAsync("news", Payload.Json("{\"n\":1}"), cancellationToken: Stop);

        Assert.Equal("{\"n\":1}", Assert.Single(await parked)!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Of_many_parallel_polls_one_is_parked_and_the_others_are_superseded_at_once()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");

        var all = Enumerable.Range(0, 40).Select(_ => polls.PollAsync("""{"type":"poll"}""")).ToList();
        var superseded = new List<JsonArray>();
        while (all.Count > 1)
        {
            var done = await Task.WhenAny(all).WaitAsync(Patience.Limit, Stop);
            all.Remove(done);
            superseded.Add(await done);
        }

        Assert.All(superseded, answer => Assert.Equal(("superseded", "stop"), (answer.Single()!.Text("code"), answer.Single()!.Text("advice"))));
        await host.ParkedAsync();
        Assert.False(all[0].IsCompleted);
        await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);
        Assert.Equal("message", (await all[0]).Types());
    }

    [Fact]
    public async Task A_poll_with_a_lower_attempt_is_superseded_and_the_session_lives_on()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");

        Assert.Empty(await polls.PollAsync("""{"type":"poll","attempt":5,"wait":0}"""));
        var lower = await polls.PollAsync("""{"type":"poll","attempt":4}""");

        Assert.Equal("superseded", Assert.Single(lower)!.Text("code"));
        Assert.Empty(await polls.PollAsync("""{"type":"poll","attempt":6,"wait":0}"""));
    }

    [Fact]
    public async Task Another_page_with_the_same_token_is_a_copy()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        polls.Token = (await polls.PollAsync("""{"type":"open","page":"mine"}"""))[0]!.Text("token");

        using var copy = await polls.PostAsync("/bridge/poll", """{"type":"poll","page":"other","wait":0}""");
        var error = await copy.ObjectAsync();

        Assert.Equal((409, "page_copy", "reopen"), ((int)copy.StatusCode, error.Text("error"), error.Text("advice")));
        Assert.Empty(await polls.PollAsync("""{"type":"poll","page":"mine","wait":0}"""));
    }

    [Fact]
    public async Task Subscriptions_are_changed_before_the_poll_in_the_same_body()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        await host.Publisher.PublishAsync("echo", Payload.Json("\"before\""), cancellationToken: Stop);

        var both = await polls.PollAsync("""[{"type":"subscribe","channel":"echo","since":"oldest"},{"type":"unsubscribe","channel":"news"},{"type":"poll"}]""");
        await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);

        Assert.Equal("subscribed unsubscribed message", both.Types());
        Assert.DoesNotContain(await polls.PollAsync("""{"type":"poll","wait":0}"""), envelope => envelope!.Text("channel") == "news");
    }

    [Fact]
    public async Task A_refused_channel_is_told_and_the_others_are_not_touched_by_it()
    {
        await using var host = await TestHost.StartAsync(options => options.Sessions.MaxSubscriptions = 2);

        var answer = await new NativePolls(host).OpenAsync("undeclared", "no name", "~news", "news", "echo", "more", "news");

        Assert.Equal("opened refused refused refused subscribed subscribed refused subscribed", answer.Types());
        Assert.Equal(
            ["undeclared channel_forbidden", "no name channel_name", "~news channel_name", "more too_many_channels"],
            answer.OfType("refused").Select(refused => $"{refused.Text("channel")} {refused.Text("code")}"));
    }

    [Fact]
    public async Task Open_and_poll_in_one_body_use_the_positions_of_the_poll()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        var first = await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);
        var second = await host.Publisher.PublishAsync("news", Payload.Json("2"), cancellationToken: Stop);

        var answer = await polls.PollAsync($$$"""[{"type":"open"},{"type":"poll","positions":{"news":"{{{first}}}"}}]""");

        Assert.Equal("opened message", answer.Types());
        Assert.Equal(second.ToString(), answer[1]!.Text("position"));
    }

    [Fact]
    public async Task A_parked_poll_shows_life_with_spaces_and_its_body_is_still_json()
    {
        await using var host = await TestHost.StartAsync(options => options.LongPolling.LifeSignInterval = TimeSpan.FromMilliseconds(100));
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");

        using var response = await polls.PostAsync("/bridge/poll", """{"type":"poll"}""", HttpCompletionOption.ResponseHeadersRead);
        var body = await response.Content.ReadAsStreamAsync(Stop);
        var signs = new byte[2];
        await body.ReadExactlyAsync(signs, Patience.Token);
        await host.Publisher.PublishAsync("news", Payload.Json("1"), cancellationToken: Stop);
        var rest = await new StreamReader(body).ReadToEndAsync(Patience.Token);

        Assert.Equal("  "u8, signs);
        Assert.Equal("message", ((JsonArray)JsonNode.Parse(rest)!).Types());
        Assert.Equal("no", string.Join(",", response.Headers.GetValues("X-Accel-Buffering")));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_poll_is_held_as_long_as_it_asks_but_not_longer_than_the_hold()
    {
        await using var host = await TestHost.StartAsync(options => options.Sessions.Hold = TimeSpan.FromMilliseconds(300));
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");

        Assert.InRange(await TimeAsync(() => polls.PollAsync("""{"type":"poll","wait":0}""")), 0, 250);
        Assert.InRange(await TimeAsync(() => polls.PollAsync("""{"type":"poll","wait":150}""")), 140, 5_000);
        Assert.InRange(await TimeAsync(() => polls.PollAsync("""{"type":"poll","wait":60000}""")), 290, 10_000);
        Assert.InRange(await TimeAsync(() => polls.PollAsync("""{"type":"poll"}""")), 260, 10_000);
    }

    [Fact]
    public async Task A_send_never_parks_and_never_takes_the_lease()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("echo");
        var parked = polls.PollAsync("""{"type":"poll"}""");
        await host.ParkedAsync();

        Assert.Equal("accepted pong", (await polls.SendAsync("""[{"type":"submit","id":1,"channel":"echo","text":"x"},{"type":"ping"}]""")).Types());
        Assert.Equal((400, "bad_message"), await polls.FaultAsync("/bridge/send", """{"type":"poll"}"""));

        Assert.False(parked.IsCompleted);
        await host.Publisher.PublishAsync("echo", Payload.Json("1"), cancellationToken: Stop);
        await parked;
    }

    [Fact]
    public async Task Close_ends_the_session_and_answers_the_poll_that_is_parked()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        var parked = polls.PollAsync("""{"type":"poll"}""");
        await host.ParkedAsync();

        Assert.Equal("closed", Assert.Single(await polls.SendAsync("""{"type":"close"}"""))!.Text("code"));

        Assert.Equal("closed", Assert.Single(await parked)!.Text("code"));
        Assert.Equal((404, "session_unknown"), await polls.FaultAsync("/bridge/poll", """{"type":"poll"}"""));
    }

    [Fact]
    public async Task When_the_server_stops_a_parked_poll_is_told_at_once()
    {
        var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");
        var parked = polls.PollAsync("""{"type":"poll"}""");
        await host.ParkedAsync();

        var stopping = host.DisposeAsync();

        Assert.Equal(("restarting", "resume"), ((await parked).Single()!.Text("code"), (await parked).Single()!.Text("advice")));
        await stopping;
    }

    [Fact]
    public async Task A_poll_that_comes_in_while_the_server_stops_is_told_too()
    {
        await using var host = await TestHost.StartAsync();
        var polls = new NativePolls(host);
        await polls.OpenAsync("news");

        host.Services.GetRequiredService<Leases>().EndAll(CloseReason.Restarting);

        Assert.Equal("restarting", (await polls.PollAsync("""{"type":"poll"}""")).Single()!.Text("code"));
    }

    private static async Task<long> TimeAsync(Func<Task<JsonArray>> poll)
    {
        var watch = Stopwatch.StartNew();
        Assert.Empty(await poll());
        return watch.ElapsedMilliseconds;
    }
}
