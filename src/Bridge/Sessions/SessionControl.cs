using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>The application's hand on its users' sessions: the store first, then every node.</summary>
internal sealed class SessionControl(ISessionStore sessions, IChannelLog log, IBackplane backplane) : ISessionControl
{
    /// <inheritdoc/>
    public async ValueTask<int> EndAsync(string user, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        var ended = await sessions.RemoveOwnedAsync(user, keep: 0, cancellationToken).ConfigureAwait(false);
        await TellAsync(new SessionOrder(SessionOrderKind.End, user), cancellationToken).ConfigureAwait(false);
        return ended;
    }

    /// <inheritdoc/>
    public ValueTask RecheckAsync(string user, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        return TellAsync(new SessionOrder(SessionOrderKind.Recheck, user), cancellationToken);
    }

    private async ValueTask TellAsync(SessionOrder order, CancellationToken cancellationToken)
    {
        var result = await log.AppendAsync(SessionOrder.Channel, new[] { new Entry(order.Write(), Audience.Everyone, null, null) }, null, cancellationToken).ConfigureAwait(false);
        if (result.Status == AppendStatus.Full)
        {
            throw new BridgeException(Refusal.StoreFull, "The sessions are forgotten; nodes that serve them could not be told.");
        }

        backplane.Send(Signal.News(SessionOrder.Channel, result.Last));
    }
}
