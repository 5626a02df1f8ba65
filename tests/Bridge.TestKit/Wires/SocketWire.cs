using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Bridge.TestKit.Wires;

/// <summary>A WebSocket. Receives only when asked: a test that doesn't ask is a client that doesn't read.</summary>
public sealed class SocketWire : IWire
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebSocket _socket;
    private readonly Queue<Envelope> _heard = [];
    private readonly SemaphoreSlim _saying = new(1);
    private byte[] _buffer = new byte[16 << 10];

    private SocketWire(WebSocket socket) => _socket = socket;

    /// <summary>The code the server closed with.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>The word the server closed with.</summary>
    public string? CloseWord => _socket.CloseStatusDescription;

    /// <summary>The largest frame heard, in bytes.</summary>
    public int LargestFrame { get; private set; }

    /// <summary>Whether pings are answered; they are never handed on.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>How many pings came.</summary>
    public int Pings { get; private set; }

    /// <summary>Connects.</summary>
    public static async Task<SocketWire> ConnectAsync(Uri address, CancellationToken cancellationToken = default)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("bridge.v1");
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/bridge/ws" }.Uri, cancellationToken);
        return new SocketWire(socket);
    }

    /// <summary>Connects with a receive buffer so small that what is not read soon stops at the server.</summary>
    public static async Task<SocketWire> ConnectRawAsync(Uri address, int receiveBuffer, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = receiveBuffer, NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(RawSocket.Handshake(address.Port), cancellationToken);
        var answer = "";
        var one = new byte[1];
        while (!answer.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            answer += (char)one[0];
        }

        return answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal)
            ? new SocketWire(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { SubProtocol = "bridge.v1", KeepAliveInterval = TimeSpan.Zero }))
            : throw new InvalidOperationException(answer);
    }

    /// <inheritdoc/>
    public Task SayAsync(params JsonObject[] envelopes) =>
        SayAsync(envelopes.Length == 1 ? envelopes[0].ToJsonString() : new JsonArray([.. envelopes]).ToJsonString());

    /// <summary>Sends a text frame.</summary>
    public async Task SayAsync(string text)
    {
        await _saying.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _saying.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<Envelope?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await ReceiveAsync(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException("Nothing came over the socket for 20 s.");
        }
    }

    /// <summary>The next envelope; null when the socket was closed.</summary>
    public async Task<Envelope?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_heard.TryDequeue(out var next))
            {
                if (next.Type != "ping")
                {
                    return next;
                }

                Pings++;
                if (AnswersPings)
                {
                    await SayAsync(Say.Just("pong"));
                }
            }

            if (await FrameAsync(cancellationToken) is not { } frame)
            {
                return null;
            }

            foreach (var envelope in Envelope.Parse(frame))
            {
                _heard.Enqueue(envelope);
            }
        }
    }

    /// <summary>Closes as the protocol of WebSockets wants it, and waits for the server's half.</summary>
    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    /// <summary>Cuts.</summary>
    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask<ReadOnlyMemory<byte>?> FrameAsync(CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += received.Count;
            if (received.EndOfMessage)
            {
                LargestFrame = Math.Max(LargestFrame, length);
                return _buffer.AsMemory(0, length);
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, length * 2);
            }
        }
    }
}
