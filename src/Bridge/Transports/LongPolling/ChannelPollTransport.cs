using Bridge.Diagnostics;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.LongPolling;

/// <summary>A poll without a session: authorise, read, wait, forget. The cursor is the client's.</summary>
internal sealed class ChannelPollTransport(
    IPollDialect dialect, ChannelDesk desk, DeadlineWheel wheel, BridgeScheduler scheduler, BridgeMeter meter, CancellationToken stopping) : ITransport
{
    public async Task ServeAsync(HttpContext context)
    {
        if (dialect.Read(context.Request, context.Request.RouteValues["channel"] as string, out var query) is { } fault)
        {
            await HttpErrors.WriteAsync(context.Response, fault).ConfigureAwait(false);
            return;
        }

        var reader = await desk.ReadAsync(RequestChecks.CallerOf(context), query.Channel, query.Since, inline: false, context.RequestAborted).ConfigureAwait(false);
        if (reader is null)
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.ChannelForbidden).ConfigureAwait(false);
            return;
        }

        await WaitAsync(context, query, reader).ConfigureAwait(false);
    }

    private async ValueTask WaitAsync(HttpContext context, ChannelQuery query, Reader reader)
    {
        var end = scheduler.Milliseconds + (long)query.Wait.TotalMilliseconds;
        using var gone = context.RequestAborted.UnsafeRegister(static reader => ((Reader)reader!).Signal(), reader);
        using var going = stopping.UnsafeRegister(static reader => ((Reader)reader!).Signal(), reader);
        using var presence = meter.Enter(TransportNames.LongPolling);
        var batch = Batch.Rent();
        try
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                reader.Rearm();
                await reader.FillAsync(batch, query.Limit, Reader.BatchBytes, context.RequestAborted).ConfigureAwait(false);
                var now = scheduler.Milliseconds;
                if (!batch.IsEmpty || now >= end || stopping.IsCancellationRequested)
                {
                    await WriteAsync(context, batch, reader.Subscriptions[0].Reached).ConfigureAwait(false);
                    meter.Delivered(batch, TransportNames.LongPolling);
                    return;
                }

                wheel.Arm(reader, TimeSpan.FromMilliseconds(end - now));
                await reader.WaitAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            wheel.Disarm(reader);
            reader.Leave();
            batch.Return();
        }
    }

    private async ValueTask WriteAsync(HttpContext context, Batch batch, Position cursor)
    {
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
