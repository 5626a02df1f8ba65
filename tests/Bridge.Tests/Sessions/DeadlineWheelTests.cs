using Bridge.Sessions;
using Bridge.TestKit;

namespace Bridge.Tests.Sessions;

public sealed class DeadlineWheelTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);

    private readonly QueueScheduler _scheduler = new();
    private readonly DeadlineWheel _wheel;
    private readonly List<Probe> _fired = [];

    public DeadlineWheelTests()
    {
        _scheduler.Clock.Advance(13 * Ms); // nothing starts on the stroke
        _wheel = new DeadlineWheel(_scheduler);
    }

    [Fact]
    public void A_deadline_is_never_early_and_at_most_a_tick_late()
    {
        var random = new SeededRandom(1);
        for (var n = 0; n < 500; n++)
        {
            _fired.Clear();
            Walk(random.Below(60));
            var delay = random.Below(400);
            var probe = Arm(delay);
            Walk(delay + 200);

            Assert.Equal([probe], _fired);
            Assert.InRange(probe.At - probe.Due, 0, DeadlineWheel.Tick.TotalMilliseconds);
        }
    }

    [Fact]
    public void Deadlines_fire_in_their_order()
    {
        var random = new SeededRandom(2);
        var probes = Enumerable.Range(0, 200).Select(_ => Arm(random.Below(200_000))).ToList();
        Walk(210_000, step: 25);

        Assert.Equal(probes.Count, _fired.Count);
        Assert.Equal(_fired.Select(probe => probe.Due / 50).Order(), _fired.Select(probe => probe.Due / 50));
    }

    [Fact]
    public void A_disarmed_deadline_does_not_fire_and_disarming_twice_is_nothing()
    {
        var (one, other) = (Arm(100), Arm(100));
        _wheel.Disarm(one);
        _wheel.Disarm(one);
        Walk(300);

        Assert.Equal([other], _fired);
    }

    [Fact]
    public void Arming_again_moves_the_deadline()
    {
        var probe = Arm(100);
        _wheel.Arm(probe, 1_000 * Ms);
        Walk(500);
        Assert.Empty(_fired);
        Walk(700);
        Assert.Equal([probe], _fired);
    }

    [Fact]
    public void A_deadline_may_arm_itself_again_when_it_is_due()
    {
        var probe = new Probe(this) { Again = 100 * Ms };
        _wheel.Arm(probe, 100 * Ms);
        Walk(1_000);

        Assert.InRange(_fired.Count, 6, 10);
        _wheel.Disarm(probe);
        Walk(1_000);
        Assert.InRange(_fired.Count, 6, 10);
    }

    [Fact]
    public void After_a_jump_of_hours_everything_due_fires_once_in_order_and_the_wheel_goes_on()
    {
        Probe[] due = [Arm(7_000_000), Arm(100), Arm(60_000)];
        var later = Arm(20_000_000);
        _scheduler.Advance(TimeSpan.FromHours(3));

        Assert.Equal([due[1], due[2], due[0]], _fired);
        Walk(11_000_000, step: 5_000);
        Assert.Equal(later, _fired[^1]);
        Assert.Equal(4, _fired.Count);
    }

    [Fact]
    public void Ticks_that_find_the_last_pass_not_run_yet_post_nothing()
    {
        _scheduler.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, _scheduler.Waiting);
    }

    [Fact]
    public void A_hundred_thousand_armed_cost_nothing_until_they_are_due()
    {
        for (var n = 0; n < 100_000; n++)
        {
            Arm(25_000 + (n % 5_000));
        }

        var before = _wheel.Visits;
        Walk(24_000, step: 50);
        Assert.Equal(before, _wheel.Visits);
        Walk(7_000, step: 50);
        Assert.Equal(100_000, _wheel.Visits - before);
        Assert.Equal(100_000, _fired.Count);
    }

    [Fact]
    public void A_jump_of_hours_visits_what_waits_once()
    {
        for (var n = 0; n < 1_000; n++)
        {
            Arm(100_000_000 + n);
        }

        _scheduler.Clock.Advance(TimeSpan.FromHours(10));
        var before = _wheel.Visits;
        _scheduler.RunAll();

        Assert.InRange(_wheel.Visits - before, 0, 1_000);
    }

    [Fact]
    public void A_deadline_that_fails_does_not_stop_the_others()
    {
        _wheel.Arm(new Failing(), 100 * Ms);
        var probe = Arm(200);
        _scheduler.Clock.Advance(110 * Ms);
        Assert.Throws<InvalidOperationException>(() => _scheduler.RunAll());
        Walk(500);

        Assert.Equal([probe], _fired);
    }

    [Fact]
    public void A_disposed_wheel_turns_no_more()
    {
        _wheel.Dispose();

        Assert.Null(_scheduler.Clock.UntilNextTimer);
    }

    private Probe Arm(int delay)
    {
        var probe = new Probe(this) { Due = _scheduler.Milliseconds + delay };
        _wheel.Arm(probe, delay * Ms);
        return probe;
    }

    private void Walk(int milliseconds, int step = 1)
    {
        for (var gone = 0; gone < milliseconds; gone += step)
        {
            _scheduler.Advance(step * Ms);
        }
    }

    private sealed class Probe(DeadlineWheelTests test) : Deadline
    {
        public long Due { get; init; }

        public long At { get; private set; }

        public TimeSpan? Again { get; init; }

        protected internal override void OnDue()
        {
            At = test._scheduler.Milliseconds;
            test._fired.Add(this);
            if (Again is { } again)
            {
                test._wheel.Arm(this, again);
            }
        }
    }

    private sealed class Failing : Deadline
    {
        protected internal override void OnDue() => throw new InvalidOperationException("due");
    }
}
