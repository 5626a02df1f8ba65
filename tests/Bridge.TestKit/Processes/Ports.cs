using System.Net;
using System.Net.Sockets;

namespace Bridge.TestKit.Processes;

/// <summary>Ports for programs that can't choose one themselves.</summary>
public static class Ports
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
