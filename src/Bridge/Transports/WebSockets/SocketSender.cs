using System.Net.WebSockets;
using Bridge.Diagnostics;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;

namespace Bridge.Transports.WebSockets;

/// <summary>Writes frames, and cuts a client that takes nothing for too long, or does not close its half. One writer at a time.</summary>
internal sealed class SocketSender(WebSocket socket, DeadlineWheel wheel, SocketOptions options, BridgeMeter meter) : Deadline, IDisposable
{
    private bool _isClosed;

    /// <summary>Sends the frames in order, and counts what they stand for.</summary>
    public async ValueTask SendAsync(FrameQueue frames, IReadOnlyList<ServerReply> replies, Batch? batch)
    {
        using var activity = batch is null ? null : BridgeActivities.Deliver(batch, TransportNames.WebSocket);
        for (var i = 0; i < frames.Count; i++)
        {
            var sending = socket.SendAsync(
                frames[i], frames.IsBinary(i) ? WebSocketMessageType.Binary : WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
            if (!sending.IsCompletedSuccessfully)
            {
                await WaitAsync(sending).ConfigureAwait(false);
            }
        }

        meter.Replies.Told(replies);
        if (batch is not null)
        {
            meter.Messages.Delivered(batch, TransportNames.WebSocket);
        }
    }

    /// <summary>Says that the connection is over, and why.</summary>
    public ValueTask CloseAsync(CloseReason reason) => CloseAsync(reason.CloseCode, reason.Code);

    /// <summary>Says that the connection is over, with a close code and a word; where the client said so first, its own code goes back.</summary>
    /// <remarks>Some browsers close a page's sockets before they tell the page that it goes. A code of ours in answer would tell it that its session is over.</remarks>
    public async ValueTask CloseAsync(int code, string? reason)
    {
        if (socket.State == WebSocketState.CloseReceived)
        {
            (code, reason) = ((int)(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure), null);
        }
        else if (socket.State != WebSocketState.Open)
        {
            return;
        }

        await WaitAsync(new ValueTask(socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None))).ConfigureAwait(false);
        Closed(code);
        wheel.Arm(this, options.CloseTimeout); // the client's half
    }

    /// <summary>Counts the connection as ended. The first code counts.</summary>
    public void Closed(int code)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            meter.Connections.Closed(TransportNames.WebSocket, code);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => wheel.Disarm(this);

    /// <inheritdoc/>
    protected internal override void OnDue() => socket.Abort();

    private async ValueTask WaitAsync(ValueTask sending)
    {
        wheel.Arm(this, options.WriteTimeout);
        try
        {
            await sending.ConfigureAwait(false);
        }
        finally
        {
            wheel.Disarm(this);
        }
    }
}
