using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sessions;

/// <summary>Handles every intent of a session, whatever transport it came by. Holds nothing of a session: any node's desk serves any request.</summary>
internal sealed class SessionDesk(
    ISessionStore sessions, IChannelLog log, IBackplane backplane, ChannelDoor door, InboundGate gate, Leases leases, SessionOptions options,
    BridgeScheduler scheduler, IRandomSource random, BridgeMeter meter)
{
    private readonly SessionVisits _visits = new(sessions, log, backplane, leases, options, scheduler, meter);
    private readonly Trails _trails = new(meter);

    /// <summary>Users whose rights have changed: their next polls ask at the door again.</summary>
    public RecentUsers Rechecks { get; } = new(scheduler);

    /// <summary>Users whose sessions were ended a moment ago.</summary>
    public RecentUsers Endings { get; } = new(scheduler);

    /// <summary>Begins a session, or goes on with one and takes its lease.</summary>
    /// <returns>The seat, or why there is none.</returns>
    public ValueTask<Seating> OpenAsync(ClientIntent.Open open, Caller caller, CancellationToken cancellationToken) =>
        open.Token is { } token ? ResumeAsync(token, open, caller, cancellationToken)
            : leases.IsEnding ? ValueTask.FromResult(Seating.Refused(CloseReason.Restarting)) // who begins may as well begin elsewhere
            : CreateAsync(open, caller, cancellationToken);

    /// <summary>Takes the lease for one poll, and its acknowledgements, in one call to the store.</summary>
    public async ValueTask<Seating> PollAsync(SessionTokenHash token, ClientIntent.Poll poll, Caller caller, CancellationToken cancellationToken)
    {
        var seating = await _visits.EnterAsync(token, poll.Page, poll.Attempt, poll.Positions, takeLease: true, caller, cancellationToken).ConfigureAwait(false);
        if (seating.Seat is not { } seat || !Rechecks.Holds(caller.Owner))
        {
            return seating;
        }

        var refused = new List<ServerReply>();
        return await RecheckAsync(seat, refused, cancellationToken).ConfigureAwait(false) is { } gone ? Seating.Refused(gone) : new Seating(seat, [.. refused]);
    }

    /// <summary>Comes in without the lease: to submit, acknowledge, close.</summary>
    public ValueTask<Seating> JoinAsync(SessionToken token, Caller caller, CancellationToken cancellationToken) =>
        _visits.EnterAsync(token.Hash(), null, null, null, takeLease: false, caller, cancellationToken);

    /// <summary>Subscribes the session. A subscription that exists keeps its place, unless the client names a position.</summary>
    public async ValueTask<ServerReply> SubscribeAsync(SessionSeat seat, ClientIntent.Subscribe subscribe, CancellationToken cancellationToken)
    {
        var channel = subscribe.Channel;
        var known = Find(seat.Session, channel);
        if (known is null && seat.Session.Subscriptions.Count >= options.MaxSubscriptions)
        {
            return new ServerReply.SubscribeRefused(channel.Value, Refusal.TooManyChannels);
        }

        var grant = await door.AskAsync(seat.Caller, channel, subscribe.Ticket, cancellationToken).ConfigureAwait(false);
        if (!grant.Allowed)
        {
            return new ServerReply.SubscribeRefused(channel.Value, Refusal.ChannelForbidden);
        }

        var keeps = subscribe.Since.Explicit is null;
        var (start, acked) = await ResolveAsync(channel, subscribe.Since, cancellationToken).ConfigureAwait(false);
        var visit = _visits.Of(seat) with { Subscribe = new SubscriptionRecord(channel, acked, grant.Tags), KeepPlace = keeps };
        if (await _visits.ChangeAsync(seat, visit, cancellationToken).ConfigureAwait(false) is { } gone)
        {
            return new ServerReply.Closed(gone);
        }

        if (keeps)
        {
            start = acked = Find(seat.Session, channel)?.Acked ?? acked; // the store decides whether it existed: the same request may run here twice
        }

        if (start != acked || (seat.Positions is not null && (known is null || subscribe.Since.Explicit is not null)))
        {
            seat.Place(Cursor.Of(channel, start)); // what was said of the channel before it was subscribed counts no more
        }

        return new ServerReply.Subscribed(channel, start);
    }

    /// <summary>Ends a subscription.</summary>
    public async ValueTask<ServerReply> UnsubscribeAsync(SessionSeat seat, ChannelName channel, CancellationToken cancellationToken) =>
        await _visits.ChangeAsync(seat, _visits.Of(seat) with { Unsubscribe = channel }, cancellationToken).ConfigureAwait(false) is { } gone
            ? new ServerReply.Closed(gone)
            : new ServerReply.Unsubscribed(channel);

    /// <summary>Hands a submission to the application. Behind one that was refused for now the next ones are too, until it has come again.</summary>
    public async ValueTask<ServerReply> SubmitAsync(SessionSeat seat, ClientIntent.Submit submit, CancellationToken cancellationToken)
    {
        if (seat.MustWait(submit.Id))
        {
            return new ServerReply.SubmitRefused(submit.Id, Refusal.SubmissionPending);
        }

        ServerReply reply;
        try
        {
            reply = await gate.SubmitAsync(submit, seat.Session.Id, seat.Caller, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            seat.Hold(submit.Id); // the store is away: it comes again, on another connection, and those behind it with it
            throw;
        }

        if (reply is ServerReply.SubmitRefused { Refusal.Retry: true })
        {
            seat.Hold(submit.Id);
        }
        else
        {
            seat.Pass(submit.Id);
        }

        return reply;
    }

    /// <summary>Merges acknowledgements. What does not fit the log is ignored and counted.</summary>
    /// <returns>Why the session is gone, or null.</returns>
    public async ValueTask<CloseReason?> AckAsync(SessionSeat seat, Cursor positions, CancellationToken cancellationToken) =>
        await _visits.ChangeAsync(seat, _visits.Of(seat) with { Acks = await _visits.PossibleAsync(positions, cancellationToken).ConfigureAwait(false) }, cancellationToken).ConfigureAwait(false);

    /// <summary>Ends the session for good, whoever has its lease.</summary>
    public async ValueTask<ServerReply> CloseAsync(SessionSeat seat, CancellationToken cancellationToken)
    {
        await sessions.RemoveAsync(seat.Token, cancellationToken).ConfigureAwait(false);
        leases.Supersede(seat.Session.Id, long.MaxValue);
        backplane.Send(Signal.Lease(seat.Session.Id, long.MaxValue));
        return new ServerReply.Closed(CloseReason.Closed);
    }

    /// <summary>The reader of the seat's session. The seat must have the lease.</summary>
    /// <param name="seat">The seat.</param>
    /// <param name="inline">Whether the loop that waits may go on inside the call that wakes it.</param>
    /// <param name="transport">Its name in metrics.</param>
    public SessionLease Lease(SessionSeat seat, bool inline, string transport = TransportNames.LongPolling)
    {
        var lease = leases.Take(seat, inline);
        _trails.Begin(lease, transport);
        return lease;
    }

    /// <summary>Ends a lease because its user's sessions were ended: the store says whether this one was among them. One that was begun since then comes again, with what its user shows by then.</summary>
    public async Task VerifyAsync(SessionLease lease)
    {
        try
        {
            var gone = await FlushAsync(lease.Seat, null, CancellationToken.None).ConfigureAwait(false);
            lease.End(gone is null ? CloseReason.Renew : gone == CloseReason.SessionUnknown ? CloseReason.Revoked : gone);
        }
        catch (Exception)
        {
            lease.End(CloseReason.Renew); // the store is away: when its client comes again it will say
        }
    }

    /// <summary>Merges a socket's acknowledgements, touches the record, and finds out whether the lease is still ours.</summary>
    public ValueTask<CloseReason?> FlushAsync(SessionSeat seat, Cursor? acks, CancellationToken cancellationToken) => _visits.FlushAsync(seat, acks, cancellationToken);

    private async ValueTask<Seating> CreateAsync(ClientIntent.Open open, Caller caller, CancellationToken cancellationToken)
    {
        await MakeRoomAsync(caller, cancellationToken).ConfigureAwait(false);
        if (leases.MustComeAgain(caller))
        {
            return Seating.Refused(CloseReason.Renew); // a socket that was there before its user signed out must not bring him back
        }

        var token = new SessionToken(random.NextText(32));
        var session = new SessionRecord
        {
            Id = new SessionId(random.NextText(12)),
            Owner = caller.Owner,
            Page = open.Page ?? "",
            Attempt = open.Attempt ?? 1,
            Node = leases.Node,
            LastSeen = scheduler.Time.GetUtcNow(),
        };
        return await sessions.CreateAsync(session, token.Hash(), cancellationToken).ConfigureAwait(false)
            ? new Seating(new SessionSeat(token.Hash(), session, caller, open.Positions, hasLease: true), Opened(session, token, 1))
            : Seating.Refused(CloseReason.Unavailable);
    }

    /// <summary>Who has as many sessions as one user may have gives up the one that was visited longest ago: refusing the newest would lock somebody out who lost his pages.</summary>
    private async ValueTask MakeRoomAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Owner.Length > 0 && await sessions.RemoveOwnedAsync(caller.Owner, options.MaxSessionsPerUser - 1, cancellationToken).ConfigureAwait(false) is > 0 and var forgotten)
        {
            meter.Limits.Reached("sessions_per_user", forgotten);
        }
    }

    private async ValueTask<Seating> ResumeAsync(SessionToken token, ClientIntent.Open open, Caller caller, CancellationToken cancellationToken)
    {
        var seating = await _visits.EnterAsync(token.Hash(), open.Page, open.Attempt, open.Positions, takeLease: true, caller, cancellationToken).ConfigureAwait(false);
        if (seating.Seat is not { } seat)
        {
            return seating;
        }

        var refused = new List<ServerReply>();
        if (await RecheckAsync(seat, refused, cancellationToken).ConfigureAwait(false) is { } gone)
        {
            return Seating.Refused(gone);
        }

        var next = await gate.NextIdAsync(seat.Session.Id, seat.Session.Attempt, cancellationToken).ConfigureAwait(false);
        return new Seating(seat, [Opened(seat.Session, null, next), .. refused]);
    }

    /// <summary>Asks the door again: rights may have gone since the session subscribed.</summary>
    /// <returns>Why the seat is gone, or null: what it read must then not be read on.</returns>
    private async ValueTask<CloseReason?> RecheckAsync(SessionSeat seat, List<ServerReply> refused, CancellationToken cancellationToken)
    {
        foreach (var subscription in seat.Session.Subscriptions)
        {
            var grant = await door.AskAsync(seat.Caller, subscription.Channel, ChannelTickets.Of(subscription.Tags), cancellationToken).ConfigureAwait(false);
            if (grant.Allowed && grant.Tags.Holds(subscription.Tags))
            {
                continue;
            }

            var visit = grant.Allowed ? _visits.Of(seat) with { Subscribe = subscription with { Tags = grant.Tags } } : _visits.Of(seat) with { Unsubscribe = subscription.Channel };
            if (await _visits.ChangeAsync(seat, visit, cancellationToken).ConfigureAwait(false) is { } gone)
            {
                return gone;
            }

            if (!grant.Allowed)
            {
                refused.Add(new ServerReply.SubscribeRefused(subscription.Channel.Value, Refusal.ChannelForbidden));
            }
        }

        return null;
    }

    private ServerReply Opened(SessionRecord session, SessionToken? token, long nextSubmission) =>
        new ServerReply.Opened(session.Id, token, session.Attempt, nextSubmission, options.Hold, options.PingInterval);

    /// <summary>Where a subscription starts, and what counts as acknowledged: a position ahead of the head does not, or no real one would ever be further.</summary>
    private async ValueTask<(Position Start, Position Acked)> ResolveAsync(ChannelName channel, Since since, CancellationToken cancellationToken)
    {
        var head = await log.HeadAsync(channel, cancellationToken).ConfigureAwait(false);
        var start = since.Resolve(head.Head, head.Tail);
        return (start, head.Head.IsBefore(start) ? default : start); // default is of no epoch: whoever resumes from it is told a gap
    }

    private static SubscriptionRecord? Find(SessionRecord session, ChannelName channel) =>
        session.Subscriptions.FirstOrDefault(subscription => subscription.Channel == channel);
}
