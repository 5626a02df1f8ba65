using System.Net.WebSockets;
using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Transports.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports.WebSockets;

/// <summary>Accepts sockets and sees them to their end; what they carry is the server's of each.</summary>
/// <remarks>
/// Where the wire is cut or the client breaks the protocol, this only returns: disposing the socket would reset the connection and lose the close frame that says why.
/// </remarks>
internal sealed class WebSocketTransport(
    ISocketServer server, DeadlineWheel wheel, SocketOptions options, OneTimeTickets tickets, AddressLimits limits, BridgeMeter meter, ILogger<WebSocketTransport> logger) : ITransport
{
    /// <summary>Whether a fault means no more than that the wire was cut, by the client or by us: a write that is aborted says it is cancelled.</summary>
    public static bool IsCut(Exception fault) => fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || context.Request.Protocol == "HTTP/1.0")
        {
            await Handshake.RefuseAsync(context).ConfigureAwait(false);
            return;
        }

        if (!limits.MayOpen(context))
        {
            await HttpErrors.WriteAsync(context.Response, CloseReason.RateLimited).ConfigureAwait(false);
            return;
        }

        if (Handshake.Ticket(context) is { } ticket && !await RequestChecks.TryBecomeAsync(context, tickets, ticket).ConfigureAwait(false))
        {
            await HttpErrors.WriteAsync(context.Response, CloseReason.TicketUsed).ConfigureAwait(false);
            return;
        }

        var (service, refusal) = await server.AdmitAsync(context).ConfigureAwait(false);
        if (service is null)
        {
            await HttpErrors.WriteAsync(context.Response, refusal!).ConfigureAwait(false);
            return;
        }

        using var serving = service;
        var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = Handshake.Choose(context, server.Subprotocols),
            KeepAliveInterval = server.PingInterval,
            KeepAliveTimeout = server.PingInterval > TimeSpan.Zero ? server.PingInterval : Timeout.InfiniteTimeSpan,
        }).ConfigureAwait(false);
        await RunAsync(context, socket, service).ConfigureAwait(false);
    }

    private async Task RunAsync(HttpContext context, WebSocket socket, ISocketService service)
    {
        using var sender = new SocketSender(socket, wheel, options, meter);
        using var presence = meter.Connections.Enter();
        try
        {
            await service.ServeAsync(context, socket, sender).ConfigureAwait(false);
            await FinishAsync(socket, sender).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsCut(fault))
        {
            sender.Closed((int?)socket.CloseStatus ?? ConnectionMeter.Cut); // the wire was cut, or the protocol broken: the socket has said what it had to say
        }
        catch (Exception fault)
        {
            logger.ConnectionFailed(fault);
            await sender.CloseAsync(CloseReason.ServerError).ConfigureAwait(false);
        }
    }

    /// <summary>Waits a little for the client's half of the closing handshake, so that the last frames are not lost in a reset.</summary>
    private async ValueTask FinishAsync(WebSocket socket, SocketSender sender)
    {
        if (socket.State == WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).ConfigureAwait(false);
            sender.Closed((int)(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure));
        }

        var scrap = new byte[256];
        while (socket.State == WebSocketState.CloseSent)
        {
            await socket.ReceiveAsync(scrap.AsMemory(), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
