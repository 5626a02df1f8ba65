using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Bridge.Messaging;
using Bridge.Transports.Limits;

namespace Bridge.Transports.WebSockets;

/// <summary>Puts the fragments of a message together, one message at a time and no faster than its pace. While nothing comes it holds no buffer.</summary>
internal sealed class SocketReceiver(WebSocket socket, int maxBytes, int maxFragments, Pace? pace)
{
    private const int FirstBuffer = 4 << 10;
    private const int SmallFragment = 512; // less than any network's segment: larger fragments are bounded by the bytes

    private byte[] _buffer = [];

    /// <summary>Why nothing more can be read, or null: the client closed, or the wire was cut.</summary>
    public CloseReason? Fault { get; private set; }

    /// <summary>The message that was received. Valid until <see cref="Release"/>.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>Whether it came as bytes rather than text.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>Receives one message; false when there are no more.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReceiveAsync()
    {
        if (pace is not null)
        {
            await pace.NextAsync().ConfigureAwait(false);
        }

        // Waits without a buffer. A message without bytes, and the client's close frame, end here already.
        var received = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
        var length = 0;
        var fragments = 0;
        while (received.MessageType != WebSocketMessageType.Close)
        {
            length += received.Count;
            if (length > maxBytes)
            {
                Fault = CloseReason.TooLarge;
                return false;
            }

            if (received.EndOfMessage)
            {
                // The framework looks at the text of each fragment, but not at what an empty last one leaves cut short.
                if (received is { Count: 0, MessageType: WebSocketMessageType.Text } && !Utf8.IsValid(_buffer.AsSpan(0, length)))
                {
                    Fault = CloseReason.InvalidText;
                    return false;
                }

                Message = _buffer.AsMemory(0, length);
                IsBinary = received.MessageType == WebSocketMessageType.Binary;
                return true;
            }

            // A large frame comes in many reads, too; but those are not small, unless they ended where the buffer did.
            if (received.Count < SmallFragment && (length == 0 || length < _buffer.Length) && ++fragments > maxFragments)
            {
                Fault = CloseReason.TooManyFragments;
                return false;
            }

            if (length == _buffer.Length)
            {
                Grow(length);
            }

            received = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
        }

        return false;
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
