namespace Bridge.PollShapes;

/// <summary>How often to ask.</summary>
public sealed record ShapePace
{
    /// <summary>From one answer to the next request. Default 0: at once, as long polls are. Up to 1 day.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The shortest time between two requests, whatever an answer says. Default 100 ms, 0 to 1 day.</summary>
    public TimeSpan Min { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Where an answer says how long to pause; null: nowhere.</summary>
    public RuleDelay? From { get; init; }

    /// <summary>By which part the pauses vary at random. Default 0.1, 0 to 1.</summary>
    public double Jitter { get; init; } = 0.1;

    /// <summary>The interval of old pages in a hidden tab. Default 0: the same. Up to 1 day.</summary>
    public TimeSpan Hidden { get; init; }
}
