using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Bridge.TestKit.Faults;

/// <summary>A proxy between a client and a server of this machine that breaks connections as planned. HTTP/1.1 without pipelining and without
/// <c>Expect: 100-continue</c>, and WebSockets.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private volatile IReadOnlyList<int> _targets;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<ProxyConnection, Task> _connections = [];
    private readonly Task _accepting;
    private volatile Func<FaultPlan> _plans;
    private int _turn;

    /// <summary>Starts to listen.</summary>
    /// <param name="targetPort">The server's port on 127.0.0.1.</param>
    /// <param name="plans">Gives each connection its plan; null: no faults.</param>
    public FaultProxy(int targetPort, Func<FaultPlan>? plans = null)
        : this([targetPort], plans)
    {
    }

    /// <summary>Starts to listen in front of several servers: each connection goes to the next one.</summary>
    /// <param name="targets">The servers' ports on 127.0.0.1.</param>
    /// <param name="plans">Gives each connection its plan; null: no faults.</param>
    public FaultProxy(IReadOnlyList<int> targets, Func<FaultPlan>? plans = null)
    {
        _targets = targets;
        _plans = plans ?? (() => FaultPlan.None);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1 to connect to.</summary>
    public int Port { get; }

    /// <summary>What has been done.</summary>
    public FaultCounts Counts { get; } = new();

    /// <summary>How many connections are open.</summary>
    public int Open => _connections.Count;

    /// <summary>Connections from now on get this plan.</summary>
    public void Use(FaultPlan plan) => _plans = () => plan;

    /// <summary>Connections from now on go to these ports: a server that was started again has another one.</summary>
    public void Retarget(params IReadOnlyList<int> targets) => _targets = targets;

    /// <summary>Cuts every open connection, each in its plan's way.</summary>
    public void CutAll()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Cut(FaultKind.CutAll);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        while (!_connections.IsEmpty)
        {
            CutAll();
            await Task.WhenAll(_connections.Values);
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }

            Counts.Connected();
            client.NoDelay = true;
            var targets = _targets;
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, targets[(int)((uint)Interlocked.Increment(ref _turn) % targets.Count)]);
            }
            catch (SocketException)
            {
                client.LingerState = new LingerOption(true, 0);
                client.Dispose();
                server.Dispose();
                continue;
            }

            var connection = new ProxyConnection(client, server, _plans(), Counts);
            var start = new TaskCompletionSource();
            _connections[connection] = RunAsync(connection, start.Task);
            start.SetResult();
        }
    }

    private async Task RunAsync(ProxyConnection connection, Task registered)
    {
        await registered; // else a short connection could leave before it was entered
        await connection.RunAsync();
        _connections.TryRemove(connection, out _);
    }
}
