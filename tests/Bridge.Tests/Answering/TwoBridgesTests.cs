using Bridge.TestKit;
using Bridge.TestKit.Hosts;

namespace Bridge.Tests.Answering;

/// <summary>Two nodes before one backend, over one store: clients needn't know which of them polls.</summary>
public sealed class TwoBridgesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_answer_every_cursor_byte_for_byte_as_the_backend_does_and_one_polls_it()
    {
        await using var first = await AnswerSite.StartAsync(AnswerSite.Public);
        await using var second = await AnswerSite.StartAsync(AnswerSite.Public, first);
        first.Legacy.Hold = TimeSpan.FromMilliseconds(50);
        AnswerSite[] sites = [first, second];
        var followers = Enumerable.Range(0, 8).Select(n =>
        {
            var random = new SeededRandom((ulong)n);
            return first.FollowAsync(() => random.Pick(sites).Bridge, 60, Stop); // each poll goes to either
        }).ToArray();
        for (var n = 0; n < 60; n++)
        {
            first.Legacy.Add($"é{n} \\\" ");
            await Task.Yield();
        }

        Assert.All(await Task.WhenAll(followers), got => Assert.Equal(first.Legacy.Items(), got));
        using var http = AnswerSite.NewClient();
        for (var cursor = 1; cursor < 60; cursor++)
        {
            var passed = first.Legacy.ClientPolls;
            var ones = await http.GetByteArrayAsync(new Uri(first.Bridge, $"/events?lastId={cursor}"), Stop);
            var others = await http.GetByteArrayAsync(new Uri(second.Bridge, $"/events?lastId={cursor}"), Stop);
            Assert.Equal(passed, first.Legacy.ClientPolls); // answered, not passed through
            var theirs = await http.GetByteArrayAsync(new Uri(first.Legacy.Address, $"/events?lastId={cursor}"), Stop);

            Assert.Equal(theirs, ones);
            Assert.Equal(theirs, others);
        }

        Assert.Equal(1, first.Legacy.MostBridgePolls);
        Assert.Single(sites, site => Assert.Single(site.Upstream.States).PolledBy is null);
        Assert.Single(sites, site => Assert.Single(site.Upstream.States).PolledBy == sites.Single(other => other != site).Upstream.Node);
    }

    [Fact]
    public async Task When_the_one_that_polls_ends_in_order_the_other_goes_on_at_once()
    {
        await using var first = await AnswerSite.StartAsync(AnswerSite.Public);
        var second = await AnswerSite.StartAsync(AnswerSite.Public, first);
        first.Legacy.Add("a");
        await first.FollowAsync(() => second.Bridge, 1, Stop); // it came first: it polls
        await first.FollowAsync(() => first.Bridge, 1, Stop);
        await Eventually.HoldsAsync(() => first.Upstream.States is [{ PolledBy: not null }], "the first one follows");
        using var http = AnswerSite.NewClient();
        await second.DisposeAsync();
        await Eventually.HoldsAsync(() => first.Upstream.States is [{ PolledBy: null, Answers: > 0 } or { PolledBy: null, Phase: Bridge.Upstream.UpstreamPhase.Polling }], "the first one polls");

        var held = http.GetStringAsync(new Uri(first.Bridge, "/events?lastId=1"), Stop);
        first.Legacy.Add("b");
        Assert.Equal("""[{"id":2,"text":"b"}]""", await held);
        await Eventually.HoldsAsync(() => first.Legacy.BridgePolls == 1, "the backend has noticed that the other one's request is gone");
        Assert.InRange(first.Legacy.MostBridgePolls, 1, 2);
    }
}
