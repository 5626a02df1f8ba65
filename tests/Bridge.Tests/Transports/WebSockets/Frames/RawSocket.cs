using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bridge.Tests.Transports.WebSockets.Frames;

/// <summary>A WebSocket by hand: sends any bytes, reads whole frames.</summary>
public sealed class RawSocket : IDisposable
{
    private readonly TcpClient _connection = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    /// <summary>Shakes hands. What follows may ride in the same segment as the handshake.</summary>
    public static async Task<RawSocket> OpenAsync(int port, string path, byte[]? following = null)
    {
        var socket = new RawSocket();
        await socket._connection.ConnectAsync(IPAddress.Loopback, port);
        socket._stream = socket._connection.GetStream();
        var handshake = $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        await socket._stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(handshake), .. following ?? []]);
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await socket.ReadAsync(1))[0]);
        }

        return head.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal) ? socket : throw new InvalidOperationException(head.ToString());
    }

    /// <summary>Sends bytes, in pieces of so many.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, int piece = int.MaxValue)
    {
        for (var at = 0; at < bytes.Length; at += Math.Min(piece, bytes.Length - at))
        {
            await _stream.WriteAsync(bytes.Slice(at, Math.Min(piece, bytes.Length - at)));
        }
    }

    /// <summary>The next frame of the server's.</summary>
    /// <exception cref="EndOfStreamException">The connection ended without one.</exception>
    public async Task<Frame> ReceiveAsync()
    {
        var head = await ReadAsync(2);
        var length = (head[1] & 0x7f) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8)),
            var small => small,
        };
        return new Frame(head[0] & 0x0f, await ReadAsync(length)) { Fin = (head[0] & 0x80) != 0, Reserved = (head[0] >> 4) & 7, Masked = (head[1] & 0x80) != 0 };
    }

    public void Dispose() => _connection.Dispose();

    private async Task<byte[]> ReadAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }
}
