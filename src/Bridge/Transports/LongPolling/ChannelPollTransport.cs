using Bridge.Diagnostics;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.LongPolling;

/// <summary>A poll without a session: authorise, read, wait, forget. The cursor is the client's.</summary>
internal sealed class ChannelPollTransport(
    IPollDialect dialect, ChannelDesk desk, DeadlineWheel wheel, BridgeScheduler scheduler, BridgeMeter meter) : ITransport
{
    public async Task ServeAsync(HttpContext context)
    {
        if (dialect.Read(context.Request, context.Request.RouteValues["channel"] as string, out var query) is { } fault)
        {
            await HttpErrors.WriteAsync(context.Response, fault).ConfigureAwait(false);
            return;
        }

        using var guest = await desk.ReadAsync(RequestChecks.CallerOf(context), query.Channel, query.Since, inline: false, context.RequestAborted).ConfigureAwait(false);
        if (guest is null)
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.ChannelForbidden).ConfigureAwait(false);
            return;
        }

        await WaitAsync(context, query, guest).ConfigureAwait(false);
    }

    private async ValueTask WaitAsync(HttpContext context, ChannelQuery query, GuestLease guest)
    {
        var reader = guest.Reader;
        var end = scheduler.Milliseconds + (long)query.Wait.TotalMilliseconds;
        using var gone = context.RequestAborted.UnsafeRegister(static reader => ((Reader)reader!).Signal(), reader);
        using var presence = meter.Connections.Park("plain");
        var hasWaited = false;
        var batch = Batch.Rent();
        try
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                reader.Rearm();
                await reader.FillAsync(batch, query.Limit, Reader.BatchBytes, context.RequestAborted).ConfigureAwait(false);
                var now = scheduler.Milliseconds;
                if (guest.Ended is { } over && (over != CloseReason.Restarting || (!hasWaited && batch.IsEmpty && now < end)))
                {
                    await HttpErrors.WriteAsync(context.Response, over).ConfigureAwait(false); // who waits already when the node goes away is answered as by the end of his hold
                    return;
                }

                if (!batch.IsEmpty || now >= end || guest.Ended is not null)
                {
                    await WriteAsync(context, batch, reader.Subscriptions[0].Reached).ConfigureAwait(false);
                    meter.Messages.Delivered(batch, TransportNames.LongPolling);
                    return;
                }

                wheel.Arm(reader, TimeSpan.FromMilliseconds(end - now));
                hasWaited = true;
                await reader.WaitAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            wheel.Disarm(reader);
            batch.Return();
        }
    }

    private async ValueTask WriteAsync(HttpContext context, Batch batch, Position cursor)
    {
        using var activity = BridgeActivities.Deliver(batch, TransportNames.LongPolling);
        var response = context.Response;
        HttpErrors.Harden(response);
        var frames = FrameQueue.Rent();
        try
        {
            dialect.Write(batch, cursor, response, frames);
            response.ContentLength = frames[0].Length;
            await response.BodyWriter.WriteAsync(frames[0]).ConfigureAwait(false);
        }
        finally
        {
            frames.Return();
        }
    }
}
