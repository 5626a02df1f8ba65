using Bridge.Messaging;

namespace Bridge.Upstream;

/// <summary>Pauses after failures: the bound doubles, the pause is a part of it by chance, so that many who failed at once don't come back at once.</summary>
internal sealed class Backoff(UpstreamOptions options, IRandomSource random)
{
    private const int MostDoublings = 20;

    /// <summary>How many failed in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>The next pause: between half of the bound and all of it.</summary>
    public TimeSpan Next()
    {
        var bound = options.FirstRetry * (1 << Math.Min(Failures, MostDoublings));
        Failures++;
        return (bound < options.LongestRetry ? bound : options.LongestRetry) * ((1 + random.NextDouble()) / 2);
    }

    /// <summary>It worked.</summary>
    public void Reset() => Failures = 0;
}
