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

    /// <summary>Looks at the handshake before it is answered: who is to serve the socket, or why nobody will.</summary>
    ValueTask<(ISocketService? Service, Refusal? Refusal)> AdmitAsync(HttpContext context);
}
