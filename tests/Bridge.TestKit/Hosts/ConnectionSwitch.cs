using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Bridge.TestKit.Hosts;

/// <summary>One address for several servers of this machine: each connection is forwarded, byte by byte, to the next of them. For clients that know one address only.</summary>
public sealed class ConnectionSwitch : IAsyncDisposable
{
    private readonly int[] _ports;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Task, TcpClient> _forwarding = [];
    private readonly Task _accepting;

    /// <summary>Starts to listen.</summary>
    public ConnectionSwitch(params int[] ports)
    {
        _ports = ports;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    /// <summary>The address.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        foreach (var client in _forwarding.Values)
        {
            client.Dispose();
        }

        await Task.WhenAll(_forwarding.Keys);
    }

    private async Task AcceptAsync()
    {
        for (var turn = 0; ; turn++)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }

            var forwarding = ForwardAsync(client, _ports[turn % _ports.Length]);
            _forwarding[forwarding] = client;
            _ = forwarding.ContinueWith(done => _forwarding.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private static async Task ForwardAsync(TcpClient client, int port)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, port);
                client.NoDelay = server.NoDelay = true;
                await await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
            }
            catch (Exception gone) when (gone is SocketException or IOException or ObjectDisposedException)
            {
                // One side is gone; disposing tells the other.
            }
        }
    }
}
