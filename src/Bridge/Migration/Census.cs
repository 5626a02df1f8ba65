using System.Collections.Concurrent;
using Bridge.Diagnostics;
using Bridge.PollShapes;
using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>Who polls what, how often, and how it is served: what an operator must know before the next stage. In memory, for this node, since it started.</summary>
internal sealed class Census(TimeProvider time, BridgeMeter meter, Func<IReadOnlyList<StrangeExchange>, string?>? propose)
{
    private const int KeptBytes = 64 << 10;

    private readonly ConcurrentDictionary<string, CensusBook> _books = new(StringComparer.Ordinal);
    private readonly StrangePolls _strange = new(time, propose);

    /// <summary>What was counted, by endpoint.</summary>
    public IReadOnlyList<CensusReport> Reports => [.. _books.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.Report())];

    /// <summary>Requests that look like polls but match no shape.</summary>
    public IReadOnlyList<StrangePoll> Strangers => _strange.Found;

    /// <summary>A poll comes in.</summary>
    /// <param name="context">Its request.</param>
    /// <param name="shape">Its endpoint.</param>
    /// <param name="id">Whose it is; null: nobody's in particular.</param>
    /// <param name="note">What its page says with it.</param>
    public CensusVisit Poll(HttpContext context, PollShape shape, string? id, PollNote note)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new CensusVisit(
            Book(shape), note.Tab ?? id ?? ClientOf(context), PageOf(context.Request), agent.Length > 200 ? agent[..200] : agent, note,
            new AnswerTap(context, KeptBytes), Milliseconds, () => Milliseconds);
    }

    /// <summary>A request went by that has the path of an endpoint but isn't its poll.</summary>
    public void Missed(PollShape shape, string why) => Book(shape).Miss(why);

    /// <summary>A request goes by that is no endpoint's poll.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Reads it as shapes see it, should it serve as an example.</param>
    public ValueTask<IDisposable?> StrangeAsync(HttpContext context, Func<HttpContext, ValueTask<LegacyRequest?>> read) => _strange.LookAsync(context, ClientOf(context), PageOf(context.Request), read);

    private CensusBook Book(PollShape shape) => _books.GetOrAdd(shape.Name, _ => new CensusBook(shape, time, meter));

    private long Milliseconds => (long)time.GetElapsedTime(0, time.GetTimestamp()).TotalMilliseconds;

    private static string ClientOf(HttpContext context) => $"{context.Connection.RemoteIpAddress}|{context.Request.Headers.UserAgent}";

    /// <summary>The page it comes from, without what may be secret in its address.</summary>
    private static string PageOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer.ToString(), UriKind.Absolute, out var page) ? page.AbsolutePath : "";
}
