using Bridge.Diagnostics;
using Bridge.Messaging;

namespace Bridge.Stores.Measured;

/// <summary>A session store whose calls are timed while somebody listens.</summary>
internal sealed class MeasuredSessionStore(ISessionStore sessions, StoreMeter meter) : ISessionStore
{
    public ValueTask<bool> CreateAsync(SessionRecord session, SessionTokenHash token, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("session.create", StoreMeter.Now, sessions.CreateAsync(session, token, cancellationToken)) : sessions.CreateAsync(session, token, cancellationToken);

    public ValueTask<VisitResult> VisitAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("session.visit", StoreMeter.Now, sessions.VisitAsync(token, visit, cancellationToken)) : sessions.VisitAsync(token, visit, cancellationToken);

    public ValueTask RemoveAsync(SessionTokenHash token, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("session.remove", StoreMeter.Now, sessions.RemoveAsync(token, cancellationToken)) : sessions.RemoveAsync(token, cancellationToken);

    public ValueTask<int> RemoveOwnedAsync(string owner, int keep, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("session.remove_owned", StoreMeter.Now, sessions.RemoveOwnedAsync(owner, keep, cancellationToken)) : sessions.RemoveOwnedAsync(owner, keep, cancellationToken);

    public ValueTask<int> ExpireAsync(DateTimeOffset lastSeenBefore, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("session.expire", StoreMeter.Now, sessions.ExpireAsync(lastSeenBefore, cancellationToken)) : sessions.ExpireAsync(lastSeenBefore, cancellationToken);

    public ValueTask ListAsync(ChannelName channel, ICollection<Standing> into, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("session.list", StoreMeter.Now, sessions.ListAsync(channel, into, cancellationToken)) : sessions.ListAsync(channel, into, cancellationToken);
}
