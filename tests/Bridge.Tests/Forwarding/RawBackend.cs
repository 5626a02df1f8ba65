using System.Net;
using System.Net.Sockets;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Forwarding;

/// <summary>A backend of which the test writes every byte.</summary>
internal sealed class RawBackend : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RawBackend() => _listener.Start();

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Whether somebody waits to be accepted.</summary>
    public bool HasCaller => _listener.Pending();

    public async Task<RawConnection> AcceptAsync() => RawConnection.Of(await _listener.AcceptTcpClientAsync(Patience.Token));

    /// <summary>Accepts a connection, reads the head of its request, and answers.</summary>
    public async Task<(RawConnection Connection, List<string> Head)> AnswerAsync(string response)
    {
        var connection = await AcceptAsync();
        var head = await connection.ReadHeadAsync();
        await connection.SayAsync(response);
        return (connection, head);
    }

    public void Dispose() => _listener.Dispose();
}
