using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>The session store as the desk uses it: visits with what this node is and what the clock says, and what a refused one means.</summary>
internal sealed class SessionVisits(
    ISessionStore sessions, IChannelLog log, IBackplane backplane, Leases leases, SessionOptions options, BridgeScheduler scheduler, BridgeMeter meter)
{
    /// <summary>Comes in: with the lease, whoever had it with a lower attempt is told, here and elsewhere.</summary>
    public async ValueTask<Seating> EnterAsync(
        SessionTokenHash token, string? page, long? attempt, Cursor? positions, bool takeLease, Caller caller, CancellationToken cancellationToken)
    {
        var visit = new SessionVisit
        {
            Owner = caller.Owner,
            Page = page,
            Attempt = attempt,
            TakeLease = takeLease,
            Node = leases.Node,
            Now = scheduler.Time.GetUtcNow(),
            Acks = positions is null ? null : await PossibleAsync(positions, cancellationToken).ConfigureAwait(false),
        };
        var result = await sessions.VisitAsync(token, visit, cancellationToken).ConfigureAwait(false);
        if (result.Status != VisitStatus.Welcome)
        {
            return Seating.Refused(Reason(result.Status));
        }

        var session = result.Session!;
        if (takeLease)
        {
            leases.Supersede(session.Id, session.Attempt);
            if (result.PreviousNode != leases.Node)
            {
                backplane.Send(Signal.Lease(session.Id, session.Attempt));
            }
        }

        return new Seating(new SessionSeat(token, session, caller, positions, takeLease));
    }

    /// <summary>Changes the seat's session; why it is gone, or null.</summary>
    public async ValueTask<CloseReason?> ChangeAsync(SessionSeat seat, SessionVisit visit, CancellationToken cancellationToken)
    {
        var result = await sessions.VisitAsync(seat.Token, visit, cancellationToken).ConfigureAwait(false);
        if (result.Status != VisitStatus.Welcome)
        {
            return Reason(result.Status);
        }

        seat.Session = result.Session!;
        return null;
    }

    /// <summary>Merges a socket's acknowledgements, touches the record, and finds out whether the lease is still ours.</summary>
    /// <remarks>The record in the seat stays as it is: it belongs to the loop that receives, whose newer one must not be overwritten by ours.</remarks>
    public async ValueTask<CloseReason?> FlushAsync(SessionSeat seat, Cursor? acks, CancellationToken cancellationToken)
    {
        var visit = Of(seat) with { Acks = acks is null ? null : await PossibleAsync(acks, cancellationToken).ConfigureAwait(false) };
        var result = await sessions.VisitAsync(seat.Token, visit, cancellationToken).ConfigureAwait(false);
        return result.Status == VisitStatus.Welcome ? null : Reason(result.Status);
    }

    /// <summary>A visit of the seat's that changes nothing yet.</summary>
    public SessionVisit Of(SessionSeat seat) => new()
    {
        Owner = seat.Caller.Owner,
        Attempt = seat.HasLease ? seat.Session.Attempt : null,
        Node = leases.Node,
        Now = scheduler.Time.GetUtcNow(),
    };

    /// <summary>The positions that the log has given out: nobody acknowledges what was never sent.</summary>
    public async ValueTask<Cursor> PossibleAsync(Cursor positions, CancellationToken cancellationToken)
    {
        var possible = new List<KeyValuePair<ChannelName, Position>>(positions.Count);
        foreach (var pair in positions.Take(options.MaxSubscriptions)) // asked before anybody was let in: a body full of names must not become thousands of look-ups
        {
            var head = (await log.HeadAsync(pair.Key, cancellationToken).ConfigureAwait(false)).Head;
            if (pair.Value.Epoch == head.Epoch && pair.Value.Offset <= head.Offset)
            {
                possible.Add(pair);
                meter.Acks.Lag(head.Offset - pair.Value.Offset);
            }
            else
            {
                meter.Acks.Ignored();
            }
        }

        return possible.Count == positions.Count ? positions : new Cursor(possible);
    }

    private static CloseReason Reason(VisitStatus status) => status switch
    {
        VisitStatus.PageCopy => CloseReason.PageCopy,
        VisitStatus.Superseded => CloseReason.Superseded,
        _ => CloseReason.SessionUnknown,
    };
}
