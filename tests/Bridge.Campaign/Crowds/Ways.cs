using System.Net;
using System.Net.Sockets;

namespace Bridge.Campaign.Crowds;

/// <summary>Ways to a server that begin at an address of this machine's own, 127.0.0.x: to the server each is somebody else.</summary>
internal static class Ways
{
    /// <summary>For requests and handshakes of thousands.</summary>
    public static HttpMessageInvoker From(IPAddress address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        ConnectCallback = async (context, stop) => new NetworkStream(await ConnectAsync(address, context.DnsEndPoint.Port, stop), ownsSocket: true),
    });

    /// <summary>A bare connection.</summary>
    public static async Task<Socket> ConnectAsync(IPAddress from, int port, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
