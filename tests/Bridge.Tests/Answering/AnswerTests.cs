using System.Net;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.Answering;

public sealed class AnswerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_writes_stopped_every_cursor_that_ever_stood_is_answered_byte_for_byte_as_the_backend_does()
    {
        await using var site = await AnswerSite.StartAsync(AnswerSite.Public);
        site.Legacy.Hold = TimeSpan.FromMilliseconds(50);
        var follower = site.FollowAsync(() => site.Bridge, 60, Stop);
        for (var n = 0; n < 60; n++)
        {
            site.Legacy.Add($"é{n} \\\" ");
            if (n % 7 == 0)
            {
                await Task.Yield();
            }
        }

        await follower;
        using var http = AnswerSite.NewClient();
        for (var cursor = 1; cursor < 60; cursor++)
        {
            var passed = site.Legacy.ClientPolls;
            using var ours = await http.GetAsync(new Uri(site.Bridge, $"/events?lastId={cursor}"), Stop);
            Assert.Equal(passed, site.Legacy.ClientPolls); // answered, not passed through
            using var theirs = await http.GetAsync(new Uri(site.Legacy.Address, $"/events?lastId={cursor}"), Stop);

            Assert.Equal(theirs.StatusCode, ours.StatusCode);
            Assert.Equal(theirs.Content.Headers.ContentType, ours.Content.Headers.ContentType);
            Assert.Equal(theirs.Headers.GetValues("X-Mine"), ours.Headers.GetValues("X-Mine"));
            Assert.True(ours.Headers.CacheControl!.NoStore); // the shape says nothing of caches
            Assert.Equal(await theirs.Content.ReadAsByteArrayAsync(Stop), await ours.Content.ReadAsByteArrayAsync(Stop));
        }
    }

    [Fact]
    public async Task Who_has_everything_is_held_and_told_as_the_backend_tells_that_nothing_came()
    {
        await using var site = await AnswerSite.StartAsync(AnswerSite.Public);
        site.Legacy.Add("a");
        await site.FollowAsync(() => site.Bridge, 1, Stop);
        using var http = AnswerSite.NewClient();
        using var empty = await http.GetAsync(new Uri(site.Bridge, "/events?lastId=1"), Stop);
        Assert.Equal("[]", await empty.Content.ReadAsStringAsync(Stop));

        var held = http.GetStringAsync(new Uri(site.Bridge, "/events?lastId=1"), Stop);
        site.Legacy.Add("b");
        Assert.Equal("""[{"id":2,"text":"b"}]""", await held);
    }

    [Fact]
    public async Task However_many_old_clients_poll_the_backend_sees_one_poll_at_a_time()
    {
        const int clients = 500;
        const int items = 12;
        await using var site = await AnswerSite.StartAsync(AnswerSite.Public);
        site.Legacy.Add("first");
        await site.FollowAsync(() => site.Bridge, 1, Stop); // the shared poll is under way
        var polls = site.Legacy.ClientPolls;

        var followers = Enumerable.Range(0, clients).Select(_ => site.FollowAsync(() => site.Bridge, items, Stop)).ToArray();
        using var watch = AnswerSite.NewClient();
        for (var n = 1; n < items; n++)
        {
            site.Legacy.Add($"{n}");
            await watch.GetStringAsync(new Uri(site.Bridge, $"/events?lastId={n}"), Stop); // the next when this one has come through
        }

        foreach (var got in await Task.WhenAll(followers))
        {
            Assert.Equal(site.Legacy.Items(), got);
        }

        Assert.Equal(1, site.Legacy.MostBridgePolls);
        Assert.InRange(site.Legacy.ClientPolls - polls, 0, clients); // the first of each, which brings no cursor that ever stood
    }

    [Fact]
    public Task A_client_moved_between_backend_and_bridge_at_any_poll_sees_each_item_once() => Seeds.RunAsync(3, async seed =>
    {
        await using var site = await AnswerSite.StartAsync(AnswerSite.Public);
        var followers = Enumerable.Range(0, 8).Select(n =>
        {
            var random = new SeededRandom((seed * 100) + (ulong)n);
            return site.FollowAsync(() => random.OneIn(2) ? site.Bridge : site.Legacy.Address, 50, Stop);
        }).ToArray();
        using var watch = AnswerSite.NewClient();
        for (var n = 0; n < 50; n++)
        {
            site.Legacy.Add($"{n}");
            await watch.GetStringAsync(new Uri(site.Bridge, $"/events?lastId={n}"), Stop);
        }

        Assert.All(await Task.WhenAll(followers), got => Assert.Equal(site.Legacy.Items(), got));
    });

    [Fact]
    public async Task A_user_who_was_logged_out_is_answered_by_the_backend_itself()
    {
        await using var site = await AnswerSite.StartAsync(AnswerSite.Private);
        using var http = AnswerSite.NewClient("nobody");
        using var answer = await http.GetAsync(new Uri(site.Bridge, "/events?lastId=1"), Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_not_the_poll_passes_through_body_and_all()
    {
        await using var site = await AnswerSite.StartAsync(AnswerSite.Public);
        site.Legacy.Add("a");
        using var http = AnswerSite.NewClient();
        var polls = site.Legacy.ClientPolls;
        Assert.Equal("""[{"id":1,"text":"a"}]""", await http.GetStringAsync(new Uri(site.Bridge, "/events?lastId=0&unknown=1"), Stop));
        Assert.Equal(polls + 1, site.Legacy.ClientPolls);

        using var echo = await http.PostAsync(new Uri(site.Bridge, "/echo"), new StringContent(new string('x', 200_000)), Stop);
        Assert.Equal(200_000, (await echo.Content.ReadAsStringAsync(Stop)).Length);
    }

    [Fact]
    public async Task Nobody_may_read_a_private_channel_but_by_the_poll_itself()
    {
        await using var site = await AnswerSite.StartAsync(AnswerSite.Private);
        site.Legacy.Add("secret", "ann");
        site.Legacy.Add("secret", "ann");
        using var ann = AnswerSite.NewClient("ann");
        var held = ann.GetStringAsync(new Uri(site.Bridge, "/events?lastId=1"), Stop);
        await held;
        var second = ann.GetStringAsync(new Uri(site.Bridge, "/events?lastId=2"), Stop);
        await Eventually.HoldsAsync(() => site.Upstream.States.Count > 0, "the poll is under way");
        var channel = site.Upstream.States[0].Channel;

        using var answer = await ann.GetAsync(new Uri(site.Bridge, $"/bridge/channels/{channel}/messages?after=oldest&wait=0s"), Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        await second;
    }
}
