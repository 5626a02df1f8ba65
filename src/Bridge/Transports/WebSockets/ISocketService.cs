using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.WebSockets;

/// <summary>Serves one socket. What it took up before the handshake was answered it gives back when disposed, accepted or not.</summary>
internal interface ISocketService : IDisposable
{
    /// <summary>Serves the accepted socket.</summary>
    Task ServeAsync(HttpContext context, WebSocket socket, SocketSender sender);
}
