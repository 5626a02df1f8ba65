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
}
