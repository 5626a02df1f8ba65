using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Sqlite;

/// <summary>Sessions of one process, kept over its restarts. A visit that changes nothing but when the session was last seen is written only now and then.</summary>
/// <param name="book">The sessions.</param>
/// <param name="writer">Writes them.</param>
/// <param name="touchInterval">By how much the file may lag behind with when a session was last seen. After a crash a session is taken for so much older than it is, at most;
/// its next visit, or an orderly end, makes that good.</param>
internal sealed class SqliteSessionStore(SessionBook book, Writer writer, TimeSpan touchInterval) : ISessionStore
{
    private const int Slice = 1_000; // sessions forgotten per transaction

    /// <inheritdoc/>
    public async ValueTask<bool> CreateAsync(SessionRecord session, SessionTokenHash token, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(() => book.Create(session, token), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode == raw.SQLITE_FULL)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask<VisitResult> VisitAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken)
    {
        if (book.Find(token) is not { } session)
        {
            return ValueTask.FromResult(VisitResult.Unknown);
        }

        lock (session)
        {
            if (session.IsGone)
            {
                return ValueTask.FromResult(VisitResult.Unknown);
            }

            if (!session.IsChanging && visit.ApplyTo(session.Record) is var result && !IsWorthWriting(result, session))
            {
                session.Record = result.Status == VisitStatus.Welcome ? result.Session! : session.Record;
                return ValueTask.FromResult(result);
            }
        }

        return WriteAsync(token, visit, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(SessionTokenHash token, CancellationToken cancellationToken) =>
        await writer.WriteAsync(() => book.Remove(token, DateTimeOffset.MaxValue), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<int> RemoveOwnedAsync(string owner, int keep, CancellationToken cancellationToken) =>
        RemoveAsync(book.Owners.Beyond(owner, keep, session => session.Record.LastSeen), DateTimeOffset.MaxValue, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> ExpireAsync(DateTimeOffset lastSeenBefore, CancellationToken cancellationToken) =>
        RemoveAsync(book.All.Where(session => session.Record.LastSeen < lastSeenBefore), lastSeenBefore, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ListAsync(ChannelName channel, ICollection<Standing> into, CancellationToken cancellationToken)
    {
        foreach (var record in book.Subscribers.Of(channel).Select(session => session.Record))
        {
            if (record.Subscriptions.FirstOrDefault(subscription => subscription.Channel == channel) is { } found)
            {
                into.Add(new Standing(record.Id, record.Owner, found.Acked, record.LastSeen));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Writes down the visits that only memory knows of.</summary>
    public async ValueTask SaveAsync()
    {
        foreach (var slice in book.All.Where(session => session.Record.LastSeen > session.WrittenSeen).ToArray().Chunk(Slice))
        {
            await writer.WriteAsync(
                () =>
                {
                    Array.ForEach(slice, book.Save);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> RemoveAsync(IEnumerable<SqliteSession> sessions, DateTimeOffset lastSeenBefore, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var slice in sessions.Select(session => session.Token).ToArray().Chunk(Slice))
        {
            removed += await writer.WriteAsync(() => slice.Count(token => book.Remove(token, lastSeenBefore)), cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    private async ValueTask<VisitResult> WriteAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.WriteAsync(() => book.Visit(token, visit), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode == raw.SQLITE_FULL)
        {
            throw new BridgeException(Refusal.StoreFull, "The session cannot be written.");
        }
    }

    private bool IsWorthWriting(VisitResult result, SqliteSession session)
    {
        var (before, after) = (session.Record, result.Session);
        return result.Status == VisitStatus.Welcome
            && (after!.Attempt != before.Attempt || after.Node != before.Node || !ReferenceEquals(after.Subscriptions, before.Subscriptions)
                || after.LastSeen - session.WrittenSeen >= touchInterval);
    }
}
