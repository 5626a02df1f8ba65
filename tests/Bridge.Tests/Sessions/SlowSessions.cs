using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

/// <summary>A store of sessions whose next answer can be held up after the change is made.</summary>
internal sealed class SlowSessions(ISessionStore sessions) : ISessionStore
{
    private TaskCompletionSource? _next;
    private TaskCompletionSource? _held;

    /// <summary>Holds up the answer of the next visit, and of no other.</summary>
    public void Hold() => _next = new TaskCompletionSource();

    public void Release() => _held?.SetResult();

    public ValueTask<bool> CreateAsync(SessionRecord session, SessionTokenHash token, CancellationToken cancellationToken) =>
        sessions.CreateAsync(session, token, cancellationToken);

    public async ValueTask<VisitResult> VisitAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken)
    {
        var result = await sessions.VisitAsync(token, visit, cancellationToken);
        if (_next is { } hold)
        {
            (_held, _next) = (hold, null);
            await hold.Task;
        }

        return result;
    }

    public ValueTask RemoveAsync(SessionTokenHash token, CancellationToken cancellationToken) => sessions.RemoveAsync(token, cancellationToken);

    public ValueTask<int> RemoveOwnedAsync(string owner, int keep, CancellationToken cancellationToken) => sessions.RemoveOwnedAsync(owner, keep, cancellationToken);

    public ValueTask<int> ExpireAsync(DateTimeOffset lastSeenBefore, CancellationToken cancellationToken) => sessions.ExpireAsync(lastSeenBefore, cancellationToken);

    public ValueTask ListAsync(ChannelName channel, ICollection<Standing> into, CancellationToken cancellationToken) => sessions.ListAsync(channel, into, cancellationToken);
}
