using System.Net.WebSockets;
using Bridge.Messaging;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.WebSockets;

/// <summary>What a socket at one address carries.</summary>
internal interface ISocketServer
{
    /// <summary>The subprotocols spoken here.</summary>
    IReadOnlyList<string> Subprotocols { get; }

    /// <summary>How often the protocol's own ping is sent; zero: never.</summary>
    TimeSpan PingInterval { get; }

    /// <summary>Looks at the handshake before it is accepted; why it is not, or null.</summary>
    ValueTask<Refusal?> CheckAsync(HttpContext context);

    /// <summary>Serves an accepted socket.</summary>
    Task ServeAsync(HttpContext context, WebSocket socket, SocketSender sender);
}
