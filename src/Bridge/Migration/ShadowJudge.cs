using System.Collections.Concurrent;
using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.PollShapes;
using Bridge.Sessions;
using Bridge.Stores;
using Microsoft.AspNetCore.Http;

namespace Bridge.Migration;

/// <summary>Compares what the backend answers an old page with what the bridge would have given it from the same cursor. After the answer: the page waits for nothing.</summary>
/// <param name="log">What the bridge holds.</param>
/// <param name="desk">Finds cursors in it.</param>
/// <param name="isServed">Whether the channel's backend is polled and answers.</param>
/// <param name="wheel">Pauses.</param>
/// <param name="scheduler">The clock.</param>
/// <param name="meter">Counts.</param>
internal sealed class ShadowJudge(IChannelLog log, AnswerDesk desk, Func<ChannelName, bool> isServed, DeadlineWheel wheel, BridgeScheduler scheduler, BridgeMeter meter)
{
    private const int MostAtOnce = 200;
    private const int MostItems = 2_000;
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, ShadowBook> _books = new(StringComparer.Ordinal);
    private int _pending;

    /// <summary>What was found, by endpoint.</summary>
    public IReadOnlyList<ShadowReport> Reports => [.. _books.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.Report)];

    /// <summary>Judges an answer that has passed by.</summary>
    /// <param name="route">The endpoint.</param>
    /// <param name="match">What was asked.</param>
    /// <param name="answer">The answer; null: it could not be looked at.</param>
    /// <param name="began">When the poll came.</param>
    public async Task JudgeAsync(PollRoute route, LegacyMatch match, LegacyAnswer? answer, DateTimeOffset began)
    {
        var book = _books.GetOrAdd(route.Shape.Name, name => new ShadowBook(name));
        var ended = scheduler.Time.GetUtcNow();
        if (Interlocked.Increment(ref _pending) > MostAtOnce)
        {
            Interlocked.Decrement(ref _pending);
            return; // a sample is enough
        }

        using var interest = route.Tap(match); // what comes late must come at all
        try
        {
            var (verdict, reason) = answer is null ? (ShadowVerdict.Unjudged, "the answer is too long, or encoded in an unknown way")
                : await JudgeAsync(book, route.Shape, match, new AnswerReader(route.Shape).Read(answer, match.Cursor), began, ended).ConfigureAwait(false);
            meter.Legacy.Compared(route.Shape.Name, verdict.ToString().ToLowerInvariant());
            if (verdict == ShadowVerdict.Same)
            {
                book.Same();
            }
            else
            {
                book.Found(new ShadowFinding(ended, verdict, reason, match.Cursor));
            }
        }
        catch (Exception fault)
        {
            book.Found(new ShadowFinding(ended, ShadowVerdict.Unjudged, $"the store failed: {fault.Message}", match.Cursor));
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private async ValueTask<(ShadowVerdict Verdict, string Reason)> JudgeAsync(
        ShadowBook book, PollShape shape, LegacyMatch match, AnswerVerdict verdict, DateTimeOffset began, DateTimeOffset ended)
    {
        if (match is not { Cursor: { } cursor, Channels: [var channel] })
        {
            return (ShadowVerdict.Unjudged, "the poll has no cursor, or several channels");
        }

        if (verdict is not (AnswerVerdict.News or AnswerVerdict.Nothing))
        {
            return (ShadowVerdict.Unjudged, verdict is AnswerVerdict.Broken broken ? $"the answer makes no sense: {broken.Where}: {broken.What}" : "a rule of the shape fits the answer");
        }

        var query = new AnswerQuery(channel.Name, new Checkpoint(cursor), TimeSpan.Zero, MostItems, Late) ;
        if (await desk.FindAsync(query, CancellationToken.None, CancellationToken.None).ConfigureAwait(false) is not { } after)
        {
            return (ShadowVerdict.Unjudged, "the bridge doesn't hold the cursor");
        }

        if (verdict is not AnswerVerdict.News { Items: var theirs })
        {
            var early = (await ReadAsync(channel.Name, after).ConfigureAwait(false)).FirstOrDefault();
            return early is not null && early.Time < began ? (ShadowVerdict.Different, "the backend has nothing new, the bridge an extra item") : (ShadowVerdict.Same, "");
        }

        var items = new StoredItems(shape);
        var isState = shape.Kind == ShapeKind.State;
        while (true)
        {
            var ours = await ReadAsync(channel.Name, after).ConfigureAwait(false);
            if (isState ? ours.Any(message => message.Payload.Bytes.Span.SequenceEqual(theirs[^1].Raw.Span)) : ours.Count >= theirs.Count && ItemComparison.Fault(theirs, ours, items) is null)
            {
                book.Led(ended - ours[isState ? ^1 : theirs.Count - 1].Time);
                return (ShadowVerdict.Same, "");
            }

            if (!isState && ItemComparison.Fault(theirs, ours, items) is { } fault)
            {
                return (ShadowVerdict.Different, fault);
            }

            if (scheduler.Time.GetUtcNow() - ended >= Late)
            {
                return isServed(channel.Name)
                    ? (ShadowVerdict.Different, isState ? "the bridge doesn't have this state, or later than 5 s" : $"{theirs.Count - ours.Count} of {theirs.Count} items are missing, or later than 5 s")
                    : (ShadowVerdict.Unjudged, "the bridge can't reach the backend");
            }

            await Pause.WaitAsync(scheduler, wheel, Look, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<List<Message>> ReadAsync(ChannelName channel, Position after)
    {
        var messages = new List<Message>();
        await log.ReadAsync(channel, after, new ReadLimit(MostItems, int.MaxValue), messages, CancellationToken.None).ConfigureAwait(false);
        return messages;
    }
}
