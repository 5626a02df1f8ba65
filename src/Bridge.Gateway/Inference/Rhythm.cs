using Bridge.PollShapes;

namespace Bridge.Gateway.Inference;

/// <summary>When an endpoint is asked, and how long it takes to answer.</summary>
/// <param name="IsHeld">Whether the backend holds requests until something comes.</param>
/// <param name="Gap">From an answer to the next request, in the middle.</param>
/// <param name="IsRegular">Whether most gaps are like the middle one.</param>
/// <param name="Gaps">How many there were.</param>
/// <param name="Longest">The longest time that an answer took.</param>
/// <param name="Quiet">How long the answers took that said nothing new, in the middle; null: there were none, or they came at once.</param>
/// <param name="Cut">How long the requests took that ended without an answer; null: there were none.</param>
internal sealed record Rhythm(bool IsHeld, TimeSpan Gap, bool IsRegular, int Gaps, TimeSpan Longest, TimeSpan? Quiet, TimeSpan? Cut)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    /// <summary>Measures it.</summary>
    public static Rhythm Of(IReadOnlyList<Poll> polls, Func<Poll, bool> isEmpty)
    {
        var gaps = polls.Where(poll => poll.Last is { Exchange.Status: > 0 }).Select(poll => poll.Exchange.Started - poll.Last!.Exchange.Ended).Where(gap => gap > -Long)
            .Select(gap => gap < TimeSpan.Zero ? TimeSpan.Zero : gap).Order().ToList();
        var gap = Middle(gaps) ?? TimeSpan.Zero;
        var starts = polls.Where(poll => poll.Last is not null).Select(poll => poll.Exchange.Started - poll.Last!.Exchange.Started).Order().ToList();
        var answered = polls.Where(poll => poll.Usable is not null && poll.Exchange.Took is not null).ToList();
        var longest = answered.Select(poll => poll.Exchange.Took!.Value).DefaultIfEmpty().Max();
        return new Rhythm(
            gaps.Count > 0 && (gap < AtOnce ? longest > TimeSpan.FromMilliseconds(100) : longest >= TimeSpan.FromSeconds(2) && longest > gap),
            gap,
            IsEven(gaps) || IsEven(starts),
            gaps.Count,
            longest,
            Middle([.. answered.Where(poll => isEmpty(poll) && poll.Exchange.Took >= TimeSpan.FromMilliseconds(500)).Select(poll => poll.Exchange.Took!.Value).Order()]),
            Middle([.. polls.Where(poll => poll.Exchange is { Status: <= 0, Took: { } took } && took >= Long).Select(poll => poll.Exchange.Took!.Value).Order()]));
    }

    /// <summary>A time as people would have chosen it: what was measured is a little longer.</summary>
    public static TimeSpan Round(TimeSpan time)
    {
        foreach (var step in (double[])[60, 30, 10, 5, 1, 0.5, 0.1])
        {
            var rounded = Math.Round(time.TotalSeconds / step) * step;
            if (rounded > 0 && Math.Abs(time.TotalSeconds - rounded) <= Math.Min(0.3, time.TotalSeconds * 0.06))
            {
                return TimeSpan.FromMilliseconds(Math.Round(rounded * 1000));
            }
        }

        return TimeSpan.FromMilliseconds(Math.Max(10, Math.Round(time.TotalMilliseconds / 10) * 10));
    }

    /// <summary>A time for people.</summary>
    public static string Say(TimeSpan time) => DurationText.Write(TimeSpan.FromMilliseconds(time.TotalSeconds < 10 ? Math.Round(time.TotalMilliseconds) : Math.Round(time.TotalSeconds, 1) * 1000));

    private static bool IsEven(IReadOnlyList<TimeSpan> times) =>
        times.Count >= 3 && Middle(times) is { } middle && times.Count(time => Math.Abs((time - middle).TotalMilliseconds) <= Math.Max(150, middle.TotalMilliseconds * 0.3)) * 10 >= times.Count * 7;

    private static TimeSpan? Middle(IReadOnlyList<TimeSpan> ordered) => ordered.Count == 0 ? null : ordered[ordered.Count / 2];
}
