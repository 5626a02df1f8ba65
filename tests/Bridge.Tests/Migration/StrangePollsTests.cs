using Bridge.Dialects.PollShapes;
using Bridge.Migration;
using Bridge.PollShapes;
using Bridge.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Tests.Migration;

public sealed class StrangePollsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_a_shape_is_being_proposed_requests_are_not_kept_waiting()
    {
        var (asked, proposal) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        var polls = new StrangePolls(new ManualTime(), _ =>
        {
            asked.SetResult();
            return proposal.Task.GetAwaiter().GetResult();
        });
        await AskAsync(polls, 8);

        var found = Task.Run(() => polls.Found, Stop);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        await Task.Run(() => AskAsync(polls, 3), Stop).WaitAsync(TimeSpan.FromSeconds(20), Stop);
        proposal.SetResult("a shape");

        var poll = Assert.Single(await found);
        Assert.Equal(("/inbox", 11L, "a shape"), (poll.Path, poll.Requests, poll.Proposal));
    }

    [Fact]
    public async Task A_shape_is_proposed_anew_only_when_there_are_new_examples()
    {
        var counts = new List<int>();
        var polls = new StrangePolls(new ManualTime(), examples =>
        {
            counts.Add(examples.Count);
            return null;
        });

        await AskAsync(polls, 4);
        _ = polls.Found;
        Assert.Empty(counts); // of the first nobody knows whether it belongs to the others
        await AskAsync(polls, 1);
        _ = polls.Found;
        _ = polls.Found;
        await AskAsync(polls, 2);
        _ = polls.Found;

        Assert.Equal([4, 6], counts);
    }

    [Fact]
    public async Task Where_nobody_proposes_shapes_polls_are_named_all_the_same()
    {
        var polls = new StrangePolls(new ManualTime(), null);
        await AskAsync(polls, 8);
        var poll = Assert.Single(polls.Found);
        Assert.Equal(("/inbox", 8L, null), (poll.Path, poll.Requests, poll.Proposal));
    }

    private static async Task AskAsync(StrangePolls polls, int times)
    {
        for (var n = 0; n < times; n++)
        {
            var context = new DefaultHttpContext();
            context.Request.Method = "GET";
            context.Request.Path = "/inbox";
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/inbox";
            using var visit = await polls.LookAsync(context, "client", "/page", context => ValueTask.FromResult<LegacyRequest?>(LegacyRequestReader.Read(context.Request, default)));
        }
    }

    [Fact]
    public async Task Who_asks_without_a_rhythm_does_not_poll_and_pauses_are_no_intervals()
    {
        var time = new ManualTime();
        var polls = new StrangePolls(time, null);
        for (var n = 0; n < 5; n++)
        {
            await AskAsync(polls, 1);
            time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Empty(polls.Found); // five in all, and never two in a rhythm
        for (var n = 0; n < 4; n++)
        {
            await AskAsync(polls, 1);
            time.Advance(TimeSpan.FromSeconds(10));
        }

        var poll = Assert.Single(polls.Found);
        Assert.Equal((9L, 10_000.0), (poll.Requests, poll.Interval));
    }

    [Fact]
    public async Task The_first_hundred_intervals_of_a_client_are_kept()
    {
        var time = new ManualTime();
        var polls = new StrangePolls(time, null);
        for (var n = 0; n < 120; n++)
        {
            await AskAsync(polls, 1);
            time.Advance(TimeSpan.FromSeconds(n < 50 ? 10 : n < 100 ? 20 : 5));
        }

        Assert.Equal(20_000, Assert.Single(polls.Found).Interval);
    }
}
