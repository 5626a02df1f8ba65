using Bridge.PollShapes;
using Bridge.TestKit.Hosts;
using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

public sealed class UpstreamDeskTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void A_channel_that_nobody_asked_for_is_not_served()
    {
        var polled = new Polled(Shapes.Private, new EventsBackend());
        Assert.False(polled.Desk.IsServed("inbox"));
        polled.Desk.Join(polled.Source, "inbox", None, []);
        Assert.True(polled.Desk.IsServed("inbox"));
        Assert.False(polled.Desk.IsServed("outbox"));
    }

    /// <summary>Who comes and leaves at once is counted twice before anything runs; the second time another may have come.</summary>
    [Fact]
    public void A_poll_that_ends_twice_does_not_take_its_successors_place()
    {
        var polled = new Polled(Shapes.Private, new EventsBackend());
        var first = polled.Desk.Join(polled.Source, "inbox", None, [])!;
        first.Leave();
        Assert.True(polled.Node.Scheduler.RunOne()); // it is over, and gone
        Assert.Empty(polled.Desk.States);

        var second = polled.Desk.Join(polled.Source, "inbox", None, [])!;
        Assert.NotSame(first, second);
        Assert.True(polled.Node.Scheduler.RunOne()); // and once more
        Assert.Same(second, polled.Desk.Join(polled.Source, "inbox", None, []));
    }

    /// <summary>A page is told its place while the poll of the request before is just ending: it comes back by its subscription, which has no credentials, and must find a poll.</summary>
    [Fact]
    public async Task Who_is_expected_back_while_a_poll_ends_finds_the_next_one()
    {
        var backend = new SlowToEnd();
        var polled = new Polled(Shapes.Private, backend);
        Join().Leave();
        polled.Node.Scheduler.RunAll(); // it is told to end, and doesn't yet
        var run = Join();
        run.Expect();
        run.Leave();
        polled.Node.Scheduler.RunAll();

        backend.Held.SetCanceled(new CancellationToken(true));
        await Eventually.HoldsAsync(
            () =>
            {
                polled.Node.Scheduler.RunAll();
                return backend.Asked == 2;
            },
            "it is polled again");
        Assert.Same(run, Join());

        UpstreamRun Join()
        {
            var joined = polled.Desk.Join(polled.Source, "inbox", None, [])!;
            polled.Node.Scheduler.RunAll();
            return joined;
        }
    }

    private sealed class SlowToEnd : IBackend
    {
        public TaskCompletionSource<BackendAnswer> Held { get; } = new();

        public int Asked { get; private set; }

        public ValueTask<BackendAnswer> AskAsync(LegacyRequest request, TimeSpan deadline, CancellationToken cancellationToken) =>
            new(++Asked == 1 ? Held.Task : new TaskCompletionSource<BackendAnswer>().Task);
    }
}
