using System.Net.WebSockets;
using Bridge.Diagnostics;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Transports.Limits;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports.WebSockets;

/// <summary>One socket that carries a session: a loop that receives and, once the session is open, a loop that delivers and is the only writer.</summary>
internal sealed class SessionSocket(
    WebSocket socket, IDialect dialect, SessionDesk desk, Caller caller, SocketSender sender, DeadlineWheel wheel, BridgeScheduler scheduler,
    SessionOptions sessions, SocketOptions options, Pace? pace, ILogger logger, CancellationToken stopping)
{
    private readonly SessionExchange _exchange = new(desk, caller, null);
    private readonly SocketReceiver _receiver = new(socket, dialect.MaxMessageBytes, options.MaxFragments, pace);
    private readonly List<ServerReply> _replies = [];
    private readonly List<ClientIntent> _intents = [];
    private readonly AckFlow _acks = new(sessions);
    private readonly OpenDeadline _unopened = new(sender, wheel, sessions.SilenceLimit);
    private LeaseHealth? _health;
    private SessionLease? _lease;
    private SubmissionLine? _submissions;
    private CloseReason? _ended;

    /// <summary>Ends it, whatever is being received.</summary>
    public void End(CloseReason reason)
    {
        _ended = reason; // a message that came in the same bytes is not handled any more: it might open the session
        if (_lease is { } lease)
        {
            lease.End(reason);
        }
        else
        {
            _unopened.Close(reason);
        }
    }

    /// <summary>Serves the socket until it is over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var going = stopping.UnsafeRegister(static unopened => ((OpenDeadline)unopened!).Close(CloseReason.Restarting), _unopened);
        var delivering = Task.CompletedTask;
        var reason = CloseReason.ServerError; // until it is known better: a fault of ours must not look like the client's farewell
        try
        {
            CloseReason? over = null;
            _unopened.Start();
            while (await _receiver.ReceiveAsync().ConfigureAwait(false) && _ended is null)
            {
                _health?.Heard();
                over = await HandleMessageAsync(cancellationToken).ConfigureAwait(false);
                if (over is not null)
                {
                    break;
                }

                if (_lease is null && _exchange.Seat is { } seat)
                {
                    _unopened.Stop();
                    _health = new LeaseHealth(sessions, _acks, caller, scheduler);
                    _lease = desk.Lease(seat, inline: true, TransportNames.WebSocket);
                    _submissions = new SubmissionLine(desk, seat, _lease, options.MaxPendingSubmissions, logger);
                    Say();
                    delivering = DeliverAsync(_lease, _health);
                }
                else if (_lease is null)
                {
                    _unopened.Start();
                    await SendAsync(_replies, null).ConfigureAwait(false);
                    _replies.Clear();
                }
            }

            reason = over ?? _ended ?? _receiver.Fault ?? CloseReason.Closed;
        }
        finally
        {
            _unopened.Stop();
            _receiver.Release();
            _lease?.End(reason);
            await delivering.ConfigureAwait(false);
            if (_lease is null)
            {
                await SayClosedAsync(reason).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Handles what was received; replies are collected.</summary>
    private async ValueTask<CloseReason?> HandleMessageAsync(CancellationToken cancellationToken)
    {
        _intents.Clear();
        var fault = dialect.Read(_receiver.Message.Span, _receiver.IsBinary, _intents);
        _receiver.Release();
        if (fault is not null)
        {
            return fault;
        }

        foreach (var intent in _intents)
        {
            switch (intent)
            {
                case ClientIntent.Ack ack when _lease is not null:
                    if (_acks.Acknowledge(ack.Positions))
                    {
                        _lease.Reader.Signal();
                    }

                    break;
                case ClientIntent.Submit submit when _submissions is not null:
                    await _submissions.AddAsync(submit).ConfigureAwait(false);
                    break;
                case ClientIntent.Poll:
                    return CloseReason.BadMessage;
                default:
                    if (await HandleAsync(intent, cancellationToken).ConfigureAwait(false) is { } over)
                    {
                        return over;
                    }

                    break;
            }
        }

        return null;
    }

    private async ValueTask<CloseReason?> HandleAsync(ClientIntent intent, CancellationToken cancellationToken)
    {
        var over = await _exchange.HandleAsync(intent, _replies, cancellationToken).ConfigureAwait(false);
        if (intent is ClientIntent.Unsubscribe ended)
        {
            _acks.Drop(ended.Channel);
        }

        if (_lease is not null)
        {
            Say(intent); // what it changes of what is read, the loop that delivers changes when it says so
        }

        return over;
    }

    /// <summary>Hands the replies to the loop that delivers.</summary>
    private void Say(ClientIntent? cause = null)
    {
        foreach (var reply in _replies)
        {
            _lease!.Say(reply, cause);
        }

        _replies.Clear();
    }

    private async Task DeliverAsync(SessionLease lease, LeaseHealth health)
    {
        try
        {
            while (lease.Ended is null)
            {
                lease.Reader.Rearm();
                if (!await DeliverOnceAsync(lease, health).ConfigureAwait(false) && lease.Ended is null)
                {
                    wheel.Arm(lease.Reader, health.Rest);
                    await lease.Reader.WaitAsync().ConfigureAwait(false);
                }
            }

            await FlushAsync(lease, health).ConfigureAwait(false);
            await SayClosedAsync(lease.Ended, lease.TakeReplies()).ConfigureAwait(false);
        }
        catch (Exception fault) when (WebSocketTransport.IsCut(fault))
        {
            socket.Abort(); // the wire is gone: the receiving loop must notice too
        }
        catch (Exception fault)
        {
            logger.ConnectionFailed(fault);
            await SayClosedAsync(CloseReason.ServerError).ConfigureAwait(false);
        }
        finally
        {
            lease.End(CloseReason.ServerError);
            wheel.Disarm(lease.Reader);
            lease.Dispose();
        }
    }

    /// <summary>Sends what there is; false when there is nothing.</summary>
    private async ValueTask<bool> DeliverOnceAsync(SessionLease lease, LeaseHealth health)
    {
        if (health.IsLost || health.IsExpired)
        {
            lease.End(health.IsExpired ? CloseReason.Renew : CloseReason.NoProgress);
            return true;
        }

        if (health.IsFlushDue)
        {
            await FlushAsync(lease, health).ConfigureAwait(false);
        }

        var batch = Batch.Rent();
        try
        {
            var replies = lease.TakeReplies();
            _acks.Forget(replies);
            if (_acks.RoomMessages is > 0 and var room)
            {
                await lease.Reader.FillAsync(batch, room, Math.Max(1, _acks.RoomBytes), CancellationToken.None).ConfigureAwait(false);
            }

            if (health.IsPingDue)
            {
                lease.Reader.AddMoved(batch);
                (replies ??= []).Add(ServerReply.Ping.Instance);
            }

            if (replies is null && batch.IsEmpty)
            {
                return false;
            }

            _acks.Sent(batch);
            await SendAsync(replies ?? (IReadOnlyList<ServerReply>)[], batch).ConfigureAwait(false);
            health.Said();
            return true;
        }
        finally
        {
            batch.Return();
        }
    }

    private async ValueTask FlushAsync(SessionLease lease, LeaseHealth health)
    {
        health.Flushed();
        if (await desk.FlushAsync(lease.Seat, _acks.TakePending(), CancellationToken.None).ConfigureAwait(false) is { } gone)
        {
            lease.End(gone);
        }
    }

    private async ValueTask SendAsync(IReadOnlyList<ServerReply> replies, Batch? batch)
    {
        if (replies.Count == 0 && batch is null)
        {
            return;
        }

        var frames = FrameQueue.Rent();
        try
        {
            dialect.Write(replies, batch, frames);
            await sender.SendAsync(frames, replies, batch).ConfigureAwait(false);
        }
        finally
        {
            frames.Return();
        }
    }

    private async ValueTask SayClosedAsync(CloseReason reason, List<ServerReply>? before = null)
    {
        if (socket.State == WebSocketState.Open)
        {
            await SendAsync([.. before ?? [], new ServerReply.Closed(reason)], null).ConfigureAwait(false);
            await sender.CloseAsync(reason).ConfigureAwait(false);
        }
    }
}
