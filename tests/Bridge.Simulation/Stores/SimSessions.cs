using Bridge.Messaging;
using Bridge.Simulation.Worlds;
using Bridge.Stores;

namespace Bridge.Simulation.Stores;

/// <summary>The sessions as one node reaches them; the checker hears of every change.</summary>
internal sealed class SimSessions(World world, SimStore store, StoreCalls calls) : ISessionStore
{
    public ValueTask<bool> CreateAsync(SessionRecord session, SessionTokenHash token, CancellationToken cancellationToken) => calls.SyncedAsync(
        () =>
        {
            var created = store.Memory.Sessions.CreateAsync(session, token, CancellationToken.None).Result;
            world.Checker.Sessions.Created(session, token, created);
            return created;
        },
        cancellationToken);

    public ValueTask<VisitResult> VisitAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken) => calls.CallAsync(
        () =>
        {
            var result = store.Memory.Sessions.VisitAsync(token, visit, CancellationToken.None).Result;
            world.Checker.Sessions.Visited(token, visit, result);
            return result;
        },
        cancellationToken);

    public async ValueTask RemoveAsync(SessionTokenHash token, CancellationToken cancellationToken) => await calls.CallAsync(
        () =>
        {
            _ = store.Memory.Sessions.RemoveAsync(token, CancellationToken.None);
            world.Checker.Sessions.Removed(token);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Making room for a new session takes no call here: nobody in the simulation comes near the limit.</summary>
    public ValueTask<int> RemoveOwnedAsync(string owner, int keep, CancellationToken cancellationToken) =>
        keep > 0 ? store.Memory.Sessions.RemoveOwnedAsync(owner, keep, cancellationToken) : calls.CallAsync(
            () =>
            {
                var removed = store.Memory.Sessions.RemoveOwnedAsync(owner, keep, CancellationToken.None).Result;
                world.Checker.Sessions.RemovedOwned(owner);
                return removed;
            },
            cancellationToken);

    public ValueTask<int> ExpireAsync(DateTimeOffset lastSeenBefore, CancellationToken cancellationToken) =>
        calls.CallAsync(() => store.Memory.Sessions.ExpireAsync(lastSeenBefore, CancellationToken.None).Result, cancellationToken);

    public async ValueTask ListAsync(ChannelName channel, ICollection<Standing> into, CancellationToken cancellationToken) => await calls.CallAsync(
        () =>
        {
            _ = store.Memory.Sessions.ListAsync(channel, into, CancellationToken.None);
            return true;
        },
        cancellationToken).ConfigureAwait(false);
}
