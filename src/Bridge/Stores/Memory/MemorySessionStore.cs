using System.Collections.Concurrent;
using Bridge.Messaging;

namespace Bridge.Stores.Memory;

/// <summary>Sessions of one process.</summary>
/// <param name="maxSessions">How many there may be at once.</param>
public sealed class MemorySessionStore(int maxSessions = 100_000) : ISessionStore
{
    private readonly ConcurrentDictionary<SessionTokenHash, MemorySession> _sessions = [];
    private readonly SubscriberIndex<MemorySession> _subscribers = new();
    private readonly OwnerIndex<MemorySession> _owned = new();
    private int _count;

    /// <summary>How many sessions there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public ValueTask<bool> CreateAsync(SessionRecord session, SessionTokenHash token, CancellationToken cancellationToken)
    {
        var created = new MemorySession(token, session);
        lock (created)
        {
            if (Interlocked.Increment(ref _count) > maxSessions || !_sessions.TryAdd(token, created))
            {
                Interlocked.Decrement(ref _count);
                return ValueTask.FromResult(false);
            }

            _subscribers.Move(created, [], session.Subscriptions);
            _owned.Add(session.Owner, created);
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<VisitResult> VisitAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken)
    {
        if (!_sessions.TryGetValue(token, out var session))
        {
            return ValueTask.FromResult(VisitResult.Unknown);
        }

        lock (session)
        {
            var before = session.Record;
            if (before is null)
            {
                return ValueTask.FromResult(VisitResult.Unknown);
            }

            var result = visit.ApplyTo(before);
            if (result.Status == VisitStatus.Welcome)
            {
                _subscribers.Move(session, before.Subscriptions, result.Session!.Subscriptions);
                session.Record = result.Session;
            }

            return ValueTask.FromResult(result);
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(SessionTokenHash token, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(token, out var session))
        {
            Forget(session, DateTimeOffset.MaxValue);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<int> RemoveOwnedAsync(string owner, int keep, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_owned.Beyond(owner, keep, session => session.Record?.LastSeen).Count(session => Forget(session, DateTimeOffset.MaxValue)));

    /// <inheritdoc/>
    public ValueTask<int> ExpireAsync(DateTimeOffset lastSeenBefore, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_sessions.Count(pair => Forget(pair.Value, lastSeenBefore)));

    /// <inheritdoc/>
    public ValueTask ListAsync(ChannelName channel, ICollection<Standing> into, CancellationToken cancellationToken)
    {
        foreach (var session in _subscribers.Of(channel))
        {
            var record = session.Record;
            if (record?.Subscriptions.FirstOrDefault(subscription => subscription.Channel == channel) is { } found)
            {
                into.Add(new Standing(record.Id, record.Owner, found.Acked, record.LastSeen));
            }
        }

        return ValueTask.CompletedTask;
    }

    private bool Forget(MemorySession session, DateTimeOffset lastSeenBefore)
    {
        lock (session)
        {
            // Asked under the lock: a visit may have come in between, or somebody else who forgets it.
            if (session.Record is not { } record || record.LastSeen >= lastSeenBefore)
            {
                return false;
            }

            session.Record = null;
            _subscribers.Move(session, record.Subscriptions, []);
            _owned.Remove(record.Owner, session);
            _sessions.TryRemove(session.Token, out _);
            Interlocked.Decrement(ref _count);
            return true;
        }
    }
}
