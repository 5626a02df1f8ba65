using System.Net.Sockets;

namespace Bridge.TestKit.Faults;

/// <summary>One connection through the proxy: request by request, and after a 101 byte by byte.</summary>
internal sealed partial class ProxyConnection
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly FaultPlan _plan;
    private readonly FaultCounts _counts;
    private readonly ByteReader _fromClient;
    private readonly ByteReader _fromServer;
    private readonly Lane _toClient;
    private readonly Lane _toServer;
    private volatile bool _answering;
    private int _cut;

    public ProxyConnection(Socket client, Socket server, FaultPlan plan, FaultCounts counts)
    {
        (_client, _server, _plan, _counts) = (client, server, plan, counts);
        var (clientStream, serverStream) = (new NetworkStream(client), new NetworkStream(server));
        (_fromClient, _fromServer) = (new ByteReader(clientStream), new ByteReader(serverStream));
        _toClient = new Lane(clientStream, plan.DelayToClient, new Pace(plan.ThrottleToClient, plan.SegmentBytes, counts), counts);
        _toServer = new Lane(serverStream, plan.DelayToServer, new Pace(plan.ThrottleToServer, plan.SegmentBytes, counts), counts);
    }

    public async Task RunAsync()
    {
        try
        {
            while (await ExchangeAsync())
            {
            }

            await Task.WhenAll(_toServer.FinishAsync(), _toClient.FinishAsync());
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            Break();
        }

        await PartAsync();
        _client.Dispose();
        _server.Dispose();
    }

    /// <summary>Ends the connection in the plan's way; a second cut is none.</summary>
    public void Cut(FaultKind why)
    {
        if (Interlocked.Exchange(ref _cut, 1) != 0)
        {
            return;
        }

        _counts.Add(why);
        if (_plan.Reset)
        {
            _counts.AddReset();
        }

        Close(_plan.Reset);
    }

    private async Task TunnelAsync(Tunnel tunnel)
    {
        try
        {
            if (await tunnel.RunAsync())
            {
                Cut(FaultKind.CutFrames);
            }
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            Break(); // or the other direction would wait for ever
        }
    }

    /// <summary>While a response is awaited nobody else would notice that the client has left; the server must.</summary>
    private async Task WatchClientAsync()
    {
        bool there;
        try
        {
            there = await _fromClient.AheadAsync();
        }
        catch (Exception broken) when (IsBroken(broken))
        {
            there = false;
        }

        if (!there && _answering)
        {
            Break();
        }
    }

    private static bool IsBroken(Exception fault) => fault is IOException or SocketException or ObjectDisposedException;

    /// <summary>Hears the client out: to dispose of a socket that is being read from resets the connection, and what the client has not read yet is gone.</summary>
    private async Task PartAsync()
    {
        try
        {
            _client.Shutdown(SocketShutdown.Send);
            await _fromClient.SettledAsync();
        }
        catch (Exception gone) when (IsBroken(gone))
        {
            // As wanted.
        }
    }

    /// <summary>One side is gone, unless it was cut here: the other one shall notice.</summary>
    private void Break()
    {
        if (Volatile.Read(ref _cut) == 0)
        {
            Close(reset: true);
        }
    }

    private void Close(bool reset)
    {
        foreach (var socket in new[] { _client, _server })
        {
            try
            {
                if (reset)
                {
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Dispose();
                }
                else
                {
                    socket.Shutdown(SocketShutdown.Both); // every read ends now, and with them the run, which disposes
                }
            }
            catch (Exception gone) when (IsBroken(gone))
            {
                socket.Dispose();
            }
        }
    }
}
