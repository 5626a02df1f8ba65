using System.Net.WebSockets;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports.WebSockets;

/// <summary>Sockets on one channel each, for any client: the channel of the address, or the one that its path names.</summary>
internal sealed class ChannelSocketServer(
    ChannelName? only, IReadOnlyList<string> subprotocols, Func<ChannelName, IDialect> dialect, ChannelDoor door, InboundGate gate, IChannelLog log, Waiters waiters,
    BridgeScheduler scheduler, SocketOptions options, CancellationToken stopping, ILogger<WebSocketTransport> logger) : ISocketServer
{
    public IReadOnlyList<string> Subprotocols => subprotocols;

    public TimeSpan PingInterval => options.PlainPingInterval;

    public async ValueTask<Refusal?> CheckAsync(HttpContext context)
    {
        if (!TryReadChannel(context.Request, out var channel))
        {
            return Refusal.ChannelName;
        }

        var grant = await AskAsync(context, channel).ConfigureAwait(false);
        return !grant.Allowed ? Refusal.ChannelForbidden : TryReadSince(context.Request, out _) ? null : Refusal.Position;
    }

    public async Task ServeAsync(HttpContext context, WebSocket socket, SocketSender sender)
    {
        TryReadChannel(context.Request, out var channel);
        TryReadSince(context.Request, out var since);
        var caller = RequestChecks.CallerOf(context);
        var grant = await AskAsync(context, channel).ConfigureAwait(false);
        var head = await log.HeadAsync(channel, context.RequestAborted).ConfigureAwait(false);
        var reader = new Reader(scheduler, waiters, log, inline: true);
        reader.Add(channel, since.Resolve(head.Head, head.Tail), ChannelDoor.Tags(caller, null, grant.Tags));
        var served = new ChannelSocket(socket, dialect(channel), gate, caller, sender, reader, options, logger);
        using var going = stopping.UnsafeRegister(static served => ((ChannelSocket)served!).End(CloseReason.Restarting), served);
        await served.RunAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private ValueTask<ChannelGrant> AskAsync(HttpContext context, ChannelName channel) =>
        door.AskAsync(RequestChecks.CallerOf(context), channel, ChannelOperation.Subscribe, context.RequestAborted);

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
