using System.Buffers;
using Bridge.Diagnostics;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Transports.Limits;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.LongPolling;

/// <summary>A session over requests: one body of intents in, one body of replies and messages out. <c>/poll</c> may park, <c>/send</c> never does.</summary>
/// <remarks>
/// A poll ends when (1) there is news, (2) there is something to reply, (3) its hold is over, (4) a newer attempt took the lease, (5) its client went away. In all but the last it is answered with 200. Nothing is
/// emptied by answering: a lost answer is asked for again with the same cursor.
/// </remarks>
internal sealed class LongPollingTransport(
    IDialect dialect, SessionDesk desk, DeadlineWheel wheel, BridgeScheduler scheduler, IRandomSource random, SessionOptions sessions, LongPollingOptions options,
    AddressLimits addresses, SessionLimits limits, BridgeMeter meter, bool parks) : ITransport
{
    private static readonly byte[] LifeSign = [(byte)' '];
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    public async Task ServeAsync(HttpContext context)
    {
        var caller = RequestChecks.CallerOf(context, scheduler); // before the body, which may take its time
        var intents = new List<ClientIntent>(2);
        if (!await ReadAsync(context, intents).ConfigureAwait(false))
        {
            return;
        }

        var token = RequestChecks.Token(context.Request);
        if (token is { } named ? limits.Admits(named.Hash(), caller, intents) : !intents.Exists(intent => intent is ClientIntent.Open) || addresses.MayOpen(context))
        {
            await AnswerAsync(context, caller, intents, token).ConfigureAwait(false);
        }
        else
        {
            await HttpErrors.WriteAsync(context.Response, CloseReason.RateLimited).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the intents; answers itself and says false when there are none.</summary>
    private async ValueTask<bool> ReadAsync(HttpContext context, List<ClientIntent> intents)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await HttpErrors.WriteAsync(context.Response, Refusal.Method).ConfigureAwait(false);
            return false;
        }

        if (!RequestChecks.IsJson(request))
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.ContentType).ConfigureAwait(false);
            return false;
        }

        if (request.Headers[RequestChecks.ProtocolHeader] != dialect.Name)
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.ProtocolHeader).ConfigureAwait(false);
            return false;
        }

        if (await BodyReader.ReadAsync(request, options.MaxBodyBytes, context.RequestAborted).ConfigureAwait(false) is not var (buffer, length))
        {
            await HttpErrors.WriteAsync(context.Response, CloseReason.TooLarge).ConfigureAwait(false);
            return false;
        }

        var fault = dialect.Read(buffer.AsSpan(0, length), binary: false, intents);
        ArrayPool<byte>.Shared.Return(buffer);
        if (fault is null)
        {
            return true;
        }

        await HttpErrors.WriteAsync(context.Response, fault).ConfigureAwait(false);
        return false;
    }

    private async ValueTask AnswerAsync(HttpContext context, Caller caller, List<ClientIntent> intents, SessionToken? token)
    {
        PutPollFirst(intents);
        var exchange = new SessionExchange(desk, caller, token);
        var replies = new List<ServerReply>();
        foreach (var intent in intents)
        {
            if (intent is ClientIntent.Poll && !parks)
            {
                await HttpErrors.WriteAsync(context.Response, CloseReason.BadMessage).ConfigureAwait(false);
                return;
            }

            if (await exchange.HandleAsync(intent, replies, context.RequestAborted).ConfigureAwait(false) is { } reason)
            {
                if (reason.Status != StatusCodes.Status200OK)
                {
                    await HttpErrors.WriteAsync(context.Response, reason).ConfigureAwait(false);
                    return;
                }

                if (reason == CloseReason.Superseded && token is { } late)
                {
                    limits.Idled(late.Hash(), caller);
                }

                replies.Add(new ServerReply.Closed(reason));
                break;
            }
        }

        if (exchange is { Poll: { } poll, Seat: { HasLease: true } seat } && replies is not [.., ServerReply.Closed])
        {
            await WaitAsync(context, seat, poll, replies).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(context, replies, null).ConfigureAwait(false);
        }
    }

    /// <summary>The poll's attempt counts for all that stands in its body: what comes late, after a newer attempt, must not subscribe or unsubscribe any more.</summary>
    private static void PutPollFirst(List<ClientIntent> intents)
    {
        var place = intents.FindIndex(intent => intent is ClientIntent.Poll);
        if (place > 0 && !intents.Exists(intent => intent is ClientIntent.Open))
        {
            var poll = intents[place];
            intents.RemoveAt(place);
            intents.Insert(0, poll);
        }
    }

    private async ValueTask WaitAsync(HttpContext context, SessionSeat seat, ClientIntent.Poll poll, List<ServerReply> replies)
    {
        using var lease = desk.Lease(seat, inline: false);
        using var presence = meter.Connections.Park("native");
        var reader = lease.Reader;
        var end = scheduler.Milliseconds + (long)(replies.Count > 0 ? TimeSpan.Zero : HoldOf(poll)).TotalMilliseconds;
        var expires = seat.Caller.Left(scheduler) is { } left ? scheduler.Milliseconds + (long)left.TotalMilliseconds : long.MaxValue;
        var lifeSign = scheduler.Milliseconds + (long)options.LifeSignInterval.TotalMilliseconds;
        using var gone = context.RequestAborted.UnsafeRegister(static reader => ((Reader)reader!).Signal(), reader);
        var batch = Batch.Rent();
        try
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                reader.Rearm();
                if (lease.Ended is { } reason)
                {
                    replies.Add(new ServerReply.Closed(reason));
                    break;
                }

                if (scheduler.Milliseconds >= expires)
                {
                    break; // the next one comes with credentials of then
                }

                await reader.FillAsync(batch, sessions.WindowMessages, Reader.BatchBytes, context.RequestAborted).ConfigureAwait(false);
                var now = scheduler.Milliseconds;
                if (!batch.IsEmpty || now >= end)
                {
                    reader.AddMoved(batch);
                    break;
                }

                if (now >= lifeSign)
                {
                    await ShowLifeAsync(context.Response).ConfigureAwait(false);
                    lifeSign = now + (long)options.LifeSignInterval.TotalMilliseconds;
                }

                wheel.Arm(reader, TimeSpan.FromMilliseconds(Math.Max(1, Math.Min(Math.Min(end, expires), lifeSign) - now)));
                await reader.WaitAsync().ConfigureAwait(false);
            }

            if (!context.RequestAborted.IsCancellationRequested)
            {
                await WriteAsync(context, replies, batch).ConfigureAwait(false);
                meter.Messages.Delivered(batch, TransportNames.LongPolling);
            }
        }
        finally
        {
            if (batch.IsEmpty && (context.RequestAborted.IsCancellationRequested || IsImpatient(replies, poll)))
            {
                limits.Idled(seat.Token, seat.Caller);
            }

            wheel.Disarm(reader);
            batch.Return();
        }
    }

    /// <summary>Whether a poll that brings no messages ends by its client's doing: a newer one came, or it was not to wait.</summary>
    private static bool IsImpatient(List<ServerReply> replies, ClientIntent.Poll poll) =>
        replies is [ServerReply.Closed { Reason: var reason }] ? reason == CloseReason.Superseded : replies.Count == 0 && poll.Wait < Patience;

    /// <summary>What the client asked for, at most the hold; without a wish the hold, a tenth more or less, so that clients cut at once do not come back at once.</summary>
    private TimeSpan HoldOf(ClientIntent.Poll poll) => poll.Wait is { } wait
        ? (wait < sessions.Hold ? wait : sessions.Hold)
        : sessions.Hold * (0.9 + (0.2 * random.NextDouble()));

    private async ValueTask ShowLifeAsync(HttpResponse response)
    {
        if (!response.HasStarted)
        {
            PrepareHeaders(response);
            response.Headers["X-Accel-Buffering"] = "no";
        }

        await response.BodyWriter.WriteAsync(LifeSign).ConfigureAwait(false);
    }

    private async ValueTask WriteAsync(HttpContext context, List<ServerReply> replies, Batch? batch)
    {
        using var activity = batch is null ? null : BridgeActivities.Deliver(batch, TransportNames.LongPolling);
        var response = context.Response;
        var frames = FrameQueue.Rent();
        try
        {
            dialect.Write(replies, batch, frames);
            var body = frames[0];
            var isArray = body.Span[0] == (byte)'[';
            if (!response.HasStarted)
            {
                PrepareHeaders(response);
                response.ContentLength = body.Length + (isArray ? 0 : 2);
            }

            if (!isArray)
            {
                response.BodyWriter.Write("["u8); // a lone message is shared as it stands; a body is always an array
            }

            response.BodyWriter.Write(body.Span);
            if (!isArray)
            {
                response.BodyWriter.Write("]"u8);
            }

            await response.BodyWriter.FlushAsync().ConfigureAwait(false);
            meter.Replies.Told(replies);
            if (replies is [.., ServerReply.Closed closed])
            {
                meter.Connections.Closed(TransportNames.LongPolling, closed.Reason.CloseCode);
            }
        }
        finally
        {
            frames.Return();
        }
    }

    private static void PrepareHeaders(HttpResponse response)
    {
        HttpErrors.Harden(response);
        response.ContentType = "application/json; charset=utf-8";
    }
}
