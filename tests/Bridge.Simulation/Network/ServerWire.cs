using System.Net.WebSockets;
using Bridge.Simulation.Nodes;
using Bridge.Simulation.Worlds;

namespace Bridge.Simulation.Network;

/// <summary>A socket as its node sees it: a WebSocket like the host's.</summary>
internal sealed class ServerWire(World world, Node node) : WebSocket
{
    private readonly Queue<byte[]?> _arrived = new(); // null: the close frame
    private readonly TaskCompletionSource _aborted = new();
    private TaskCompletionSource? _arrival;
    private WebSocketState _state = WebSocketState.Open;
    private int _read;

    public ClientWire? Line { get; set; }

    /// <summary>Sees every frame that leaves.</summary>
    public Action<ReadOnlyMemory<byte>>? Leaves { get; init; }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    /// <summary>A frame came in.</summary>
    public void Arrive(byte[] frame) => Queue(frame);

    /// <summary>The client's close frame came in.</summary>
    public void ArriveClose() => Queue(null);

    /// <summary>The node notices that the line is broken.</summary>
    public void Break()
    {
        if (!node.Life.IsOver && _state is not (WebSocketState.Aborted or WebSocketState.Closed))
        {
            Abort();
        }
    }

    /// <summary>The node is dead.</summary>
    public void NodeDied() => Line?.Cut(clientNotices: world.Dice.Below(10) > 0);

    /// <summary>The request is over: the host closes the connection.</summary>
    public void Finish()
    {
        if (_state != WebSocketState.Closed)
        {
            Line?.Cut();
        }
    }

    public override void Abort()
    {
        if (_state is not (WebSocketState.Aborted or WebSocketState.Closed))
        {
            _state = WebSocketState.Aborted;
            Line?.Cut();
            _aborted.TrySetException(Broken());
            _arrival?.TrySetException(Broken());
        }
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        if (_state is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            throw Broken();
        }

        _state = _state == WebSocketState.CloseReceived ? WebSocketState.Closed : WebSocketState.CloseSent;
        Line?.CloseFromServer((int)closeStatus, statusDescription ?? "");
        return Task.CompletedTask;
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (_state is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            throw Broken();
        }

        if (Line is { IsBlocked: true })
        {
            return new ValueTask(_aborted.Task);
        }

        Leaves?.Invoke(buffer);
        Line?.FromServer(buffer.ToArray());
        return ValueTask.CompletedTask;
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (_arrived.Count == 0)
        {
            if (_state is not (WebSocketState.Open or WebSocketState.CloseSent))
            {
                throw Broken();
            }

            _arrival = new TaskCompletionSource(); // goes on inside the event
            await _arrival.Task.ConfigureAwait(false);
        }

        if (_state == WebSocketState.Aborted)
        {
            throw Broken();
        }

        if (_arrived.Peek() is not { } frame)
        {
            if (_state == WebSocketState.CloseReceived)
            {
                throw Broken();
            }

            _state = _state == WebSocketState.CloseSent ? WebSocketState.Closed : WebSocketState.CloseReceived;
            return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, true);
        }

        var count = Math.Min(buffer.Length, frame.Length - _read);
        frame.AsSpan(_read, count).CopyTo(buffer.Span);
        _read += count;
        var isEnd = count > 0 && _read == frame.Length;
        if (isEnd)
        {
            _arrived.Dequeue();
            _read = 0;
        }

        return new ValueWebSocketReceiveResult(count, WebSocketMessageType.Text, isEnd);
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        return new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage);
    }

    public override void Dispose()
    {
    }

    private void Queue(byte[]? frame)
    {
        if (!node.Life.IsOver)
        {
            _arrived.Enqueue(frame);
            var arrival = _arrival;
            _arrival = null;
            arrival?.TrySetResult();
        }
    }

    private static WebSocketException Broken() => new(WebSocketError.ConnectionClosedPrematurely);
}
