using System.Globalization;

namespace Bridge.PollShapes;

/// <summary>Reads how long an answer asks to pause.</summary>
internal static class AnswerDelay
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The pause, at most a day; null when the answer doesn't say.</summary>
    public static TimeSpan? Read(RuleDelay? delay, AnswerView view)
    {
        if (delay is null)
        {
            return null;
        }

        if (delay.Header is null && delay.Path is null)
        {
            return delay.Constant;
        }

        var text = delay.Header is not null ? view.Answer.Header(delay.Header) : view.Text(CursorSource.Body, delay.Path!);
        return text is null ? null
            : DurationText.TryRead(text.Trim(), delay.Unit, out var time) ? time < Longest ? time : Longest
            : delay.Header is not null ? Until(text, view)
            : null;
    }

    // Against the backend's own clock: ours may be another.
    private static TimeSpan? Until(string text, AnswerView view)
    {
        if (!TryDate(text, out var then) || !TryDate(view.Answer.Header("Date"), out var now))
        {
            return null;
        }

        var pause = then - now;
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause < Longest ? pause : Longest;
    }

    private static bool TryDate(string? text, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date);
}
