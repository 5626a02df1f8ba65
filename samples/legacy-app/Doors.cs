using System.Net;
using System.Net.Sockets;

namespace LegacyApp;

/// <summary>Our listening sockets, bound before anything starts: so a taken port is told at once, and every address is known while the application is put together.</summary>
internal sealed class Doors : IDisposable
{
    private Doors(AppArguments arguments)
    {
        Board = Bind(arguments.Port);
        Lanes = [Bind(arguments.PortAfter(2)), Bind(arguments.PortAfter(3)), Bind(arguments.PortAfter(4))];
    }

    /// <summary>Where the new pages and Bridge are.</summary>
    public Socket Board { get; }

    /// <summary>Where the lanes of the comparison connect.</summary>
    public IReadOnlyList<Socket> Lanes { get; }

    /// <exception cref="IOException">A port is taken; the message says which.</exception>
    public static Doors Open(AppArguments arguments) => new(arguments);

    public static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public void Dispose()
    {
        Board.Dispose();
        foreach (var lane in Lanes)
        {
            lane.Dispose();
        }
    }

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();  // only a listening socket keeps others out
            return socket;
        }
        catch (SocketException failed)
        {
            socket.Dispose();
            throw new IOException($"Port {port} of 127.0.0.1 can't be used: {failed.Message}. Stop the program that has it, or choose other ports with --port.", failed);
        }
    }
}
