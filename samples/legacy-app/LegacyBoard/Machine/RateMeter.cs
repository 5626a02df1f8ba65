namespace LegacyBoard.Machine;

/// <summary>Makes a rate per second of a counter that only grows.</summary>
public sealed class RateMeter(TimeProvider clock)
{
    private long _count;
    private long _stamp;

    public double Next(long count)
    {
        var now = clock.GetTimestamp();
        var seconds = clock.GetElapsedTime(_stamp, now).TotalSeconds;
        var grown = count - _count;
        var first = _stamp == 0;
        (_count, _stamp) = (count, now);
        return first || grown < 0 || seconds <= 0 ? 0 : grown / seconds;
    }
}
