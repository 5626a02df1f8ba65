namespace Bridge.Migration;

/// <summary>One poll while it is served; disposed, it is counted.</summary>
internal sealed class CensusVisit(CensusBook book, string client, string page, string agent, PollNote note, AnswerTap tap, long began, Func<long> now) : IDisposable
{
    /// <summary>How it is served.</summary>
    public PollService Served { get; set; }

    /// <summary>What passes by of its answer.</summary>
    public AnswerTap Tap => tap;

    /// <inheritdoc/>
    public void Dispose()
    {
        tap.Dispose();
        book.Count(client, page, agent, note, Served, tap, TimeSpan.FromMilliseconds(now() - began));
    }
}
