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

    [Fact]
    public async Task Only_the_endpoint_that_is_described_anew_begins_again_and_one_that_is_gone_ends()
    {
        var (events, state) = (new EventsBackend(), new EventsBackend());
        state.Instead = _ => EventsBackend.Json("""{"state":1}""");
        var polled = new Polled(Shapes.Events, events);
        var (one, two) = (polled.Source, Source(Shapes.State, "state", state));
        polled.Desk.Change([one, two]);
        polled.Join();
        polled.Desk.Join(two, "state", None, []);
        polled.Advance(1);
        Assert.Equal((1, 1), (events.Held, events.Asked.Count));

        polled.Desk.Change([one, Source(Shapes.State.Replace("\"/state\"", "\"/other\"", StringComparison.Ordinal), "state", state)]);
        polled.Advance(3);
        Assert.Equal((1, 1), (events.Held, events.Asked.Count)); // nobody touched it
        Assert.Equal("/other", state.Asked[^1]);

        polled.Desk.Change([one]);
        polled.Advance(1);
        var asked = state.Asked.Count;
        events.Add("a");
        polled.Advance(5);
        Assert.Equal(asked, state.Asked.Count);
        Assert.Equal(events.Items, await polled.TextsAsync());

        static UpstreamSource Source(string shape, string name, IBackend backend) => new(Shapes.Read(shape, name), new ShapeMatcher(Shapes.Read(shape, name), new byte[16]), backend);
    }
}
