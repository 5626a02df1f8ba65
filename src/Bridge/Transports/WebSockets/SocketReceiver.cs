using System.Buffers;
using System.Net.WebSockets;
using Bridge.Messaging;

namespace Bridge.Transports.WebSockets;

/// <summary>Puts the fragments of a message together. While nothing comes it holds no buffer.</summary>
internal sealed class SocketReceiver(WebSocket socket, int maxBytes, int maxFragments)
{
    private const int FirstBuffer = 4 << 10;

    private byte[] _buffer = [];

    /// <summary>Why nothing more can be read, or null: the client closed, or the wire was cut.</summary>
    public CloseReason? Fault { get; private set; }

    /// <summary>The message that was received. Valid until <see cref="Release"/>.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>Whether it came as bytes rather than text.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>Receives one message; false when there are no more.</summary>
    public async ValueTask<bool> ReceiveAsync()
    {
        var length = 0;
        for (var fragments = 1; ; fragments++)
        {
            if (length == 0)
            {
                var waited = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false); // without a buffer
                if (waited.MessageType == WebSocketMessageType.Close)
                {
                    return false; // there will be nothing behind it: to receive once more is an error
                }

                if (waited.EndOfMessage)
                {
                    Take(0, waited.MessageType);
                    return true; // an empty message is a message
                }
            }

            if (length == _buffer.Length)
            {
                Grow(length);
            }

            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return false;
            }

            length += received.Count;
            if (length > maxBytes)
            {
                Fault = CloseReason.TooLarge;
                return false;
            }

            if (received.EndOfMessage)
            {
                Take(length, received.MessageType);
                return true;
            }

            if (fragments > maxFragments && length < _buffer.Length)
            {
                Fault = CloseReason.TooManyFragments;
                return false;
            }
        }
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        Message = default;
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void Take(int length, WebSocketMessageType type)
    {
        Message = _buffer.AsMemory(0, length);
        IsBinary = type == WebSocketMessageType.Binary;
    }

    private void Grow(int length)
    {
        // One byte more than the limit is enough to know that a message is too large.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(FirstBuffer, length * 2), maxBytes + 1));
        _buffer.AsSpan(0, length).CopyTo(larger);
        if (length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
