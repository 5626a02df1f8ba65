using Bridge.Messaging;
using Bridge.PollShapes;

namespace Bridge.Upstream;

/// <summary>How long to pause between two requests.</summary>
internal sealed class UpstreamPace(PollShape shape, UpstreamParts parts)
{
    private readonly Backoff _backoff = new(parts.Options, parts.Random);
    private readonly ShapePace _pace = shape.Pace;
    private long _began;
    private int _rules;

    /// <summary>What is left of the shortest time between two requests.</summary>
    public TimeSpan Least => NotBelow(TimeSpan.Zero);

    /// <summary>A request begins.</summary>
    public void Begin() => _began = parts.Scheduler.Milliseconds;

    /// <summary>After an answer.</summary>
    /// <param name="asked">How long the backend asked to pause; null: it didn't.</param>
    /// <param name="hasMore">Whether it has more, to be fetched at once.</param>
    public TimeSpan AfterAnswer(TimeSpan? asked, bool hasMore)
    {
        _backoff.Reset();
        _rules = 0;
        return hasMore ? TimeSpan.Zero : NotBelow(Varied(asked ?? _pace.Interval));
    }

    /// <summary>After a rule: at once the first time, as after failures when one rule follows the other.</summary>
    public TimeSpan AfterRule(TimeSpan? delay, bool isPause)
    {
        _rules++;
        return delay is { } said ? NotBelow(said) : isPause || _rules > 1 ? NotBelow(_backoff.Next()) : Least;
    }

    /// <summary>After a failure.</summary>
    public TimeSpan AfterFailure() => NotBelow(_backoff.Next());

    private TimeSpan Varied(TimeSpan pause) => pause * (1 + (_pace.Jitter * ((2 * parts.Random.NextDouble()) - 1)));

    private TimeSpan NotBelow(TimeSpan pause)
    {
        var left = _pace.Min - TimeSpan.FromMilliseconds(parts.Scheduler.Milliseconds - _began);
        return pause > left ? pause : left;
    }
}
