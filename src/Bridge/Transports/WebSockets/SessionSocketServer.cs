using System.Net.WebSockets;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Transports.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports.WebSockets;

/// <summary>Sockets that carry sessions.</summary>
internal sealed class SessionSocketServer(
    IDialect dialect, SessionDesk desk, DeadlineWheel wheel, BridgeScheduler scheduler, SessionOptions sessions, SocketOptions options, SocketLimits limits, CancellationToken stopping,
    ILogger<WebSocketTransport> logger) : ISocketServer, ISocketService
{
    public IReadOnlyList<string> Subprotocols { get; } = [dialect.Name];

    /// <summary>Never: the dialect has a ping of its own, which the page's script sees too.</summary>
    public TimeSpan PingInterval => TimeSpan.Zero;

    public ValueTask<(ISocketService? Service, Refusal? Refusal)> AdmitAsync(HttpContext context) => ValueTask.FromResult<(ISocketService?, Refusal?)>((this, null));

    public void Dispose()
    {
        // One serves every socket: a session begins when its client says so.
    }

    public Task ServeAsync(HttpContext context, WebSocket socket, SocketSender sender)
    {
        var serving = new SessionSocket(
            socket, dialect, desk, RequestChecks.CallerOf(context, scheduler), sender, wheel, scheduler, sessions, options, limits.Pace(), logger, stopping);
        SocketLimits.Begin(context, serving.End, dialect.MaxMessageBytes);
        return serving.RunAsync(context.RequestAborted);
    }
}
