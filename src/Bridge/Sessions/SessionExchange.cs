using Bridge.Messaging;

namespace Bridge.Sessions;

/// <summary>The intents of one connection or one request, handled in the order in which they came.</summary>
/// <param name="desk">Where they are handled.</param>
/// <param name="caller">Whose they are.</param>
/// <param name="token">The session that a header named; <c>open</c> may name or make another.</param>
internal sealed class SessionExchange(SessionDesk desk, Caller caller, SessionToken? token)
{
    /// <summary>The session's seat, once there is one.</summary>
    public SessionSeat? Seat { get; private set; }

    /// <summary>The poll that is to be waited for.</summary>
    public ClientIntent.Poll? Poll { get; private set; }

    /// <summary>Handles one intent; replies are added in order.</summary>
    /// <returns>Why the connection is over, or null.</returns>
    public async ValueTask<CloseReason?> HandleAsync(ClientIntent intent, List<ServerReply> replies, CancellationToken cancellationToken)
    {
        switch (intent)
        {
            case ClientIntent.Probe probe:
                replies.Add(new ServerReply.Probed(probe.Pad));
                return null;
            case ClientIntent.Ping:
                replies.Add(ServerReply.Pong.Instance);
                return null;
            case ClientIntent.Pong:
                return null;
            case ClientIntent.SubscribeInvalid invalid:
                replies.Add(new ServerReply.SubscribeRefused(invalid.Channel, invalid.Refusal));
                return null;
            case ClientIntent.SubmitInvalid invalid:
                replies.Add(new ServerReply.SubmitRefused(invalid.Id, invalid.Refusal));
                return null;
            case ClientIntent.Open open when Seat is null:
                return Sit(await desk.OpenAsync(open with { Token = open.Token ?? token }, caller, cancellationToken).ConfigureAwait(false), replies);
            case ClientIntent.Poll poll when Poll is null && (Seat is not null || token is not null):
                Poll = poll;
                return await PollAsync(poll, replies, cancellationToken).ConfigureAwait(false);
        }

        if (Seat is null)
        {
            if (token is not { } named)
            {
                return CloseReason.BadMessage; // nothing was opened, and no session named
            }

            if (Sit(await desk.JoinAsync(named, caller, cancellationToken).ConfigureAwait(false), replies) is { } refused)
            {
                return refused;
            }
        }

        return await HandleInsideAsync(Seat!, intent, replies, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CloseReason?> HandleInsideAsync(SessionSeat seat, ClientIntent intent, List<ServerReply> replies, CancellationToken cancellationToken)
    {
        switch (intent)
        {
            case ClientIntent.Subscribe subscribe:
                return Add(await desk.SubscribeAsync(seat, subscribe, cancellationToken).ConfigureAwait(false), replies);
            case ClientIntent.Unsubscribe unsubscribe:
                return Add(await desk.UnsubscribeAsync(seat, unsubscribe.Channel, cancellationToken).ConfigureAwait(false), replies);
            case ClientIntent.Submit submit:
                return Add(await desk.SubmitAsync(seat, submit, cancellationToken).ConfigureAwait(false), replies);
            case ClientIntent.Ack ack:
                return await desk.AckAsync(seat, ack.Positions, cancellationToken).ConfigureAwait(false);
            case ClientIntent.Close:
                return Add(await desk.CloseAsync(seat, cancellationToken).ConfigureAwait(false), replies);
            default:
                return CloseReason.BadMessage; // a second open or poll
        }
    }

    /// <summary>Takes the lease; where <c>open</c> took it just now, only what the poll names counts beside it.</summary>
    private async ValueTask<CloseReason?> PollAsync(ClientIntent.Poll poll, List<ServerReply> replies, CancellationToken cancellationToken)
    {
        if (Seat is { HasLease: true } seat)
        {
            if (poll is { Page: null, Attempt: null, Positions: null })
            {
                return null;
            }

            poll = poll with { Attempt = poll.Attempt ?? seat.Session.Attempt, Positions = poll.Positions ?? seat.Positions };
        }

        return Sit(await desk.PollAsync(Seat?.Token ?? token!.Value.Hash(), poll, caller, cancellationToken).ConfigureAwait(false), replies);
    }

    private CloseReason? Sit(Seating seating, List<ServerReply> replies)
    {
        Seat = seating.Seat ?? Seat;
        replies.AddRange(seating.Replies);
        return seating.Reason;
    }

    /// <summary>A reply that closes is a reason, not a reply: the transport says it in its own way.</summary>
    private static CloseReason? Add(ServerReply reply, List<ServerReply> replies)
    {
        if (reply is ServerReply.Closed closed)
        {
            return closed.Reason;
        }

        replies.Add(reply);
        return null;
    }
}
