using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.TestKit;
using Bridge.Upstream;

namespace Bridge.Tests.Upstream;

public sealed class UpstreamPaceTests
{
    private static readonly UpstreamOptions Options = new() { FirstRetry = TimeSpan.FromSeconds(1), LongestRetry = TimeSpan.FromSeconds(8) };

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0.0, 8.0)]
    [InlineData(0.5, 10.0)]
    [InlineData(1.0, 12.0)]
    public void An_interval_varies_to_both_sides(double chance, double seconds) =>
        Assert.Equal(seconds, Pace(new ShapePace { Interval = TimeSpan.FromSeconds(10), Jitter = 0.2, Min = TimeSpan.Zero }, chance).AfterAnswer(null, hasMore: false).TotalSeconds, 5);

    [Fact]
    public void What_the_backend_asks_for_counts_and_more_is_fetched_at_once()
    {
        var pace = Pace(new ShapePace { Interval = TimeSpan.FromSeconds(10), Jitter = 0, Min = TimeSpan.Zero });
        Assert.Equal(TimeSpan.FromSeconds(3), pace.AfterAnswer(TimeSpan.FromSeconds(3), hasMore: false));
        Assert.Equal(TimeSpan.Zero, pace.AfterAnswer(TimeSpan.FromSeconds(3), hasMore: true));
    }

    [Fact]
    public void The_first_rule_is_followed_at_once_and_the_next_ones_as_failures_are()
    {
        var pace = Pace(new ShapePace { Min = TimeSpan.Zero, Jitter = 0 });
        Assert.Equal([0.0, 0.75, 1.5], Enumerable.Range(0, 3).Select(_ => pace.AfterRule(null, isPause: false).TotalSeconds));

        pace.AfterAnswer(null, hasMore: true);
        Assert.Equal(TimeSpan.Zero, pace.AfterRule(null, isPause: false)); // an answer between them: it is a first one again
    }

    [Fact]
    public void A_rule_that_pauses_does_so_the_first_time_too_and_says_how_long()
    {
        var pace = Pace(new ShapePace { Min = TimeSpan.Zero, Jitter = 0 });
        Assert.Equal(0.75, pace.AfterRule(null, isPause: true).TotalSeconds);
        Assert.Equal(TimeSpan.FromSeconds(7), pace.AfterRule(TimeSpan.FromSeconds(7), isPause: true));
    }

    [Fact]
    public void Failures_double_the_pause_up_to_the_longest()
    {
        var pace = Pace(new ShapePace { Min = TimeSpan.Zero });
        Assert.Equal([0.75, 1.5, 3, 6, 6], Enumerable.Range(0, 5).Select(_ => pace.AfterFailure().TotalSeconds));
    }

    [Fact]
    public void Between_two_requests_lies_the_shortest_time_counted_from_the_first_ones_begin()
    {
        var pace = Pace(new ShapePace { Min = TimeSpan.FromSeconds(5), Interval = TimeSpan.FromSeconds(1), Jitter = 0 });
        pace.Begin();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(3), pace.Least);
        Assert.Equal(TimeSpan.FromSeconds(3), pace.AfterAnswer(null, hasMore: false));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.AfterAnswer(null, hasMore: false));
    }

    private UpstreamPace Pace(ShapePace pace, double chance = 0.5)
    {
        var scheduler = new QueueScheduler(_time);
        return new UpstreamPace(
            new PollShape { Name = "x", Pace = pace }, new UpstreamParts(null!, null!, null!, scheduler, null!, new Fixed(chance), Options, null!, null!, ""));
    }

    /// <summary>Always the same number from 0 to 1.</summary>
    private sealed class Fixed(double number) : IRandomSource
    {
        public void Fill(Span<byte> destination) =>
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(destination, (ulong)Math.Min(number * (1UL << 53), (1UL << 53) - 1) << 11);
    }
}
