using System.Net.Sockets;

namespace Bridge.TestKit.Faults;

/// <summary>One connection through the proxy: request by request, and after a 101 byte by byte.</summary>
internal sealed class ProxyConnection
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
        (_toClient, _toServer) = (new Lane(clientStream, plan.DelayToClient, counts), new Lane(serverStream, plan.DelayToServer, counts));
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
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            // One side is gone, or was cut here: the other one shall notice.
            Close(reset: true);
        }
        finally
        {
            _client.Dispose();
            _server.Dispose();
        }
    }

    /// <summary>Ends the connection in the plan's way; a second cut is none.</summary>
    public void Cut()
    {
        if (Interlocked.Exchange(ref _cut, 1) == 0)
        {
            _counts.Cut();
            Close(_plan.Reset);
        }
    }

    /// <summary>One request and its response; false when nothing more follows.</summary>
    private async Task<bool> ExchangeAsync()
    {
        if (await _fromClient.HeadAsync() is not { } request)
        {
            return false;
        }

        _counts.Requested();
        var fault = _plan.OnRequest(request.FirstLine);
        if (request.IsUpgrade && _plan.HangUpgrade)
        {
            _counts.Hung();
            await _fromClient.PumpAsync(_ => ValueTask.FromResult(true));
            return false;
        }

        if (fault == ResponseFault.Before)
        {
            Cut();
            return false;
        }

        await _toServer.SendAsync(request.Bytes);
        await _fromClient.RequestBodyAsync(request, _toServer.SendAsync);
        _answering = true;
        _ = WatchClientAsync();
        var response = await AnswerAsync(request, fault);
        _answering = false;
        if (response?.Status == 101)
        {
            await Task.WhenAll(
                RawAsync(_fromClient, _toServer, _server, _plan.SwallowToServer, _plan.CutAfterClientBytes),
                RawAsync(_fromServer, _toClient, _client, _plan.SwallowToClient, _plan.CutAfterServerBytes));
            return false;
        }

        return response is { Closes: false } && !request.Closes;
    }

    /// <summary>Hands on the response, or what the fault leaves of it; null after a cut.</summary>
    private async Task<HttpHead?> AnswerAsync(HttpHead request, ResponseFault fault)
    {
        var response = await _fromServer.HeadAsync() ?? throw new IOException("The server ended the connection without a response.");
        if (fault == ResponseFault.None)
        {
            await _toClient.SendAsync(response.Bytes);
            if (response.Status != 101)
            {
                await _fromServer.ResponseBodyAsync(request, response, _toClient.SendAsync);
            }

            return response;
        }

        using var whole = new MemoryStream();
        whole.Write(response.Bytes);
        if (response.Status != 101)
        {
            await _fromServer.ResponseBodyAsync(request, response, async piece => await whole.WriteAsync(piece));
        }

        if (fault == ResponseFault.Middle)
        {
            await _toClient.SendAsync(whole.ToArray().AsMemory(0, (int)whole.Length / 2));
            await _toClient.FinishAsync();
        }

        _counts.Lost();
        Cut();
        return null;
    }

    private async Task RawAsync(ByteReader from, Lane to, Socket target, bool swallow, long? cutAfter)
    {
        var left = cutAfter ?? long.MaxValue;
        try
        {
            await from.PumpAsync(async piece =>
            {
                if (swallow)
                {
                    _counts.Swallowed();
                    return true;
                }

                var part = piece[..(int)Math.Min(left, piece.Length)];
                await to.SendAsync(part);
                left -= part.Length;
                return part.Length == piece.Length;
            });
            await to.FinishAsync();
            if (left == 0)
            {
                Cut();
            }
            else if (!swallow)
            {
                target.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            Close(reset: true); // or the other direction would wait for ever
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
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            there = false;
        }

        if (!there && _answering)
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
                }
                else
                {
                    socket.Shutdown(SocketShutdown.Both);
                }
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // As wanted.
            }

            socket.Dispose();
        }
    }
}
