using System.Net.WebSockets;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports.WebSockets;

/// <summary>Sockets on one channel each, for any client: the channel of the address, or the one that its path names.</summary>
internal sealed class ChannelSocketServer(
    ChannelName? only, IReadOnlyList<string> subprotocols, Func<ChannelName, IDialect> dialect, ChannelDesk desk, SocketOptions options, SocketLimits limits,
    ILogger<WebSocketTransport> logger) : ISocketServer
{
    public IReadOnlyList<string> Subprotocols => subprotocols;

    public TimeSpan PingInterval => options.PlainPingInterval;

    /// <summary>The reader stands before the handshake is answered: what is published once a client knows that it is connected, it gets.</summary>
    public async ValueTask<(ISocketService? Service, Refusal? Refusal)> AdmitAsync(HttpContext context)
    {
        if (!TryReadChannel(context.Request, out var channel))
        {
            return (null, Refusal.ChannelName);
        }

        var caller = RequestChecks.CallerOf(context);
        if (!TryReadSince(context.Request, out var since))
        {
            return (null, await desk.AllowsAsync(caller, channel, context.RequestAborted).ConfigureAwait(false) ? Refusal.Position : Refusal.ChannelForbidden);
        }

        var guest = await desk.ReadAsync(caller, channel, since, inline: true, context.RequestAborted).ConfigureAwait(false);
        if (guest is null)
        {
            return (null, Refusal.ChannelForbidden);
        }

        var spoken = dialect(channel);
        return (new Service(guest, spoken.MaxMessageBytes, (socket, sender) => new ChannelSocket(socket, spoken, desk, guest, sender, options, limits.Pace(), logger)), null);
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

    private sealed class Service(GuestLease guest, int maxBytes, Func<WebSocket, SocketSender, ChannelSocket> make) : ISocketService
    {
        public Task ServeAsync(HttpContext context, WebSocket socket, SocketSender sender)
        {
            SocketLimits.Begin(context, guest.End, maxBytes);
            return make(socket, sender).RunAsync(context.RequestAborted);
        }

        public void Dispose() => guest.Dispose();
    }
}
