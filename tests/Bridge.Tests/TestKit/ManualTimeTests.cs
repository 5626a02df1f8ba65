using Bridge.TestKit;

namespace Bridge.Tests.TestKit;

public sealed class ManualTimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void It_stands_still_until_it_is_advanced()
    {
        var (date, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        _time.Advance(Second * 90);

        Assert.Equal(date.AddSeconds(90), _time.GetUtcNow());
        Assert.Equal(Second * 90, _time.GetElapsedTime(stamp));
    }

    [Fact]
    public void Timers_fire_in_the_order_they_are_due_each_at_its_own_time()
    {
        Arm("late", 3);
        Arm("early", 1);
        Arm("second of the same time", 3);
        Arm("not yet", 10);
        _time.Advance(Second * 5);

        Assert.Equal(["early@1", "late@3", "second of the same time@3"], _fired);
        Assert.Equal(Second * 5, _time.UntilNextTimer);
    }

    [Fact]
    public void A_period_repeats_until_the_timer_is_disposed()
    {
        var timer = Arm("tick", 1, 2);
        _time.Advance(Second * 6);
        timer.Dispose();
        _time.Advance(Second * 6);

        Assert.Equal(["tick@1", "tick@3", "tick@5"], _fired);
        Assert.False(timer.Change(Second, Second));
        Assert.Null(_time.UntilNextTimer);
    }

    [Fact]
    public void A_timer_armed_by_a_firing_one_fires_within_the_same_advance()
    {
        using var first = _time.CreateTimer(_ => Arm("second", 1), null, Second, Timeout.InfiniteTimeSpan);
        _time.Advance(Second * 3);

        Assert.Equal(["second@2"], _fired);
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come()
    {
        var delay = Task.Delay(Second * 2, _time, TestContext.Current.CancellationToken);
        _time.Advance(Second);
        Assert.False(delay.IsCompleted);
        _time.Advance(Second);
        await delay;
    }

    private ITimer Arm(string name, int due, int period = 0)
    {
        return _time.CreateTimer(
            _ => _fired.Add($"{name}@{_time.GetTimestamp() / TimeSpan.TicksPerSecond}"), null, Second * due, period == 0 ? Timeout.InfiniteTimeSpan : Second * period);
    }
}
