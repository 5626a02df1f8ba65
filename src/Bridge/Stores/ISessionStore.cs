using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>Who has a session, what it reads, how far it has acknowledged. Shared by all nodes.</summary>
/// <remarks>Safe to call from any thread at once; each call is atomic per session.</remarks>
public interface ISessionStore
{
    /// <summary>Keeps a new session under its token.</summary>
    /// <returns>False when there is no room, or the token is taken.</returns>
    ValueTask<bool> CreateAsync(SessionRecord session, SessionTokenHash token, CancellationToken cancellationToken);

    /// <summary>Finds the session, checks owner, page and attempt, and when all fit: takes the lease (when an attempt is given), merges acks forward, changes
    /// subscriptions and touches the record. When they don't, nothing changes. Checked in this order: owner, page, attempt; changed in this order: acks,
    /// unsubscribe, subscribe. <see cref="VisitRules"/> has the rules as code.</summary>
    /// <returns>How it ended, and the record after it. An unknown token and another owner's give the same answer.</returns>
    ValueTask<VisitResult> VisitAsync(SessionTokenHash token, SessionVisit visit, CancellationToken cancellationToken);

    /// <summary>Forgets a session. Unknown: nothing happens.</summary>
    ValueTask RemoveAsync(SessionTokenHash token, CancellationToken cancellationToken);

    /// <summary>Forgets the sessions of an owner that there are, but for those visited last.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="keep">How many of them stay; 0: none. Those created or visited meanwhile may stay beyond it.</param>
    /// <param name="cancellationToken">Nobody waits for it any more.</param>
    /// <returns>How many were forgotten.</returns>
    ValueTask<int> RemoveOwnedAsync(string owner, int keep, CancellationToken cancellationToken);

    /// <summary>Forgets the sessions not visited since then.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> ExpireAsync(DateTimeOffset lastSeenBefore, CancellationToken cancellationToken);

    /// <summary>Adds how far each session subscribed to the channel has acknowledged.</summary>
    ValueTask ListAsync(ChannelName channel, ICollection<Standing> into, CancellationToken cancellationToken);
}
