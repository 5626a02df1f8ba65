using Bridge.Dialects.PollShapes;
using Bridge.PollShapes;
using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

/// <summary>When the bridge answers a client itself, and when only the backend can.</summary>
public sealed class ShapeInterestTests
{
    private readonly EventsBackend _backend = new();

    [Fact]
    public void A_state_is_answered_once_the_backend_has_told_it_and_as_long_as_it_tells_it()
    {
        var answers = false;
        _backend.Instead = _ => answers ? EventsBackend.Json("""{"state":1}""") : BackendAnswer.None("away");
        var polled = new Polled(Shapes.State, _backend);
        Assert.Null(Ask(polled, isLatest: true)); // a state of before isn't the state
        polled.Join();
        polled.Advance(1);
        Assert.Null(Ask(polled, isLatest: true));

        answers = true;
        polled.Advance(3);
        using (var interest = Ask(polled, isLatest: true))
        {
            Assert.NotNull(interest);
        }

        answers = false;
        polled.Advance(3);
        Assert.Null(Ask(polled, isLatest: true));
        Assert.Equal(UpstreamPhase.Failing, polled.State.Phase);
        using var events = Ask(polled, isLatest: false);
        Assert.NotNull(events); // who waits for the next one may wait
    }

    [Fact]
    public void A_backend_that_is_down_answers_for_itself_and_is_not_kept_polled_for_that()
    {
        _backend.Instead = _ => BackendAnswer.None("away");
        var polled = new Polled(Shapes.Events, _backend);
        var run = polled.Join();
        polled.Advance(60);
        Assert.Equal(UpstreamPhase.Down, polled.State.Phase);
        Assert.Null(Ask(polled, isLatest: false));

        run.Leave();
        polled.Advance(polled.Options.Linger.TotalSeconds + 60);
        Assert.Empty(polled.Desk.States);
    }

    private static ShapeInterest? Ask(Polled polled, bool isLatest)
    {
        var interest = ShapeInterest.Join(polled.Desk, polled.Source, new ShapeQuestion
        {
            Channel = polled.Channel, IsLatest = isLatest, After = null, MayArrive = false, Wait = TimeSpan.Zero, Limit = 1,
            Match = new LegacyMatch { Variables = new Dictionary<string, string>(), Channels = [new LegacyChannel(polled.Channel, null, null)], ScopeKey = "" },
        });
        polled.Node.Scheduler.RunAll();
        return interest;
    }
}
