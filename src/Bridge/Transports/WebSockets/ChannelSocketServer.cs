using System.Net.WebSockets;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports.WebSockets;

/// <summary>Sockets on one channel each, for any client: the channel of the address, or the one that its path names.</summary>
internal sealed class ChannelSocketServer(
    ChannelName? only, IReadOnlyList<string> subprotocols, Func<ChannelName, IDialect> dialect, ChannelDesk desk, SocketOptions options, CancellationToken stopping, ILogger<WebSocketTransport> logger) : ISocketServer
{
    public IReadOnlyList<string> Subprotocols => subprotocols;

    public TimeSpan PingInterval => options.PlainPingInterval;

    public async ValueTask<Refusal?> CheckAsync(HttpContext context)
    {
        if (!TryReadChannel(context.Request, out var channel))
        {
            return Refusal.ChannelName;
        }

        var allowed = await desk.AllowsAsync(RequestChecks.CallerOf(context), channel, context.RequestAborted).ConfigureAwait(false);
        return !allowed ? Refusal.ChannelForbidden : TryReadSince(context.Request, out _) ? null : Refusal.Position;
    }

    public async Task ServeAsync(HttpContext context, WebSocket socket, SocketSender sender)
    {
        TryReadChannel(context.Request, out var channel);
        TryReadSince(context.Request, out var since);
        var caller = RequestChecks.CallerOf(context);
        var reader = await desk.ReadAsync(caller, channel, since, inline: true, context.RequestAborted).ConfigureAwait(false);
        if (reader is null)
        {
            await sender.CloseAsync(CloseReason.Forbidden).ConfigureAwait(false); // the right went between the check and here
            return;
        }

        var served = new ChannelSocket(socket, dialect(channel), desk, caller, sender, reader, options, logger);
        using var going = stopping.UnsafeRegister(static served => ((ChannelSocket)served!).End(CloseReason.Restarting), served);
        await served.RunAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private bool TryReadChannel(HttpRequest request, out ChannelName channel)
    {
        channel = only.GetValueOrDefault();
        return only is not null || ChannelName.TryParse(request.RouteValues["channel"] as string, out channel);
    }

    private static bool TryReadSince(HttpRequest request, out Since since)
    {
        since = Since.Now;
        return !request.Query.TryGetValue("after", out var after) || Since.TryParse(after.ToString(), out since);
    }
}
