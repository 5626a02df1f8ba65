using System.Buffers.Binary;
using System.Text;

namespace Bridge.TestKit.Wires;

/// <summary>The bytes of a WebSocket client (RFC 6455), for clients that no library would be: that don't read, or fragment as they like.</summary>
public static class RawSocket
{
    /// <summary>The request that opens <c>/bridge/ws</c>.</summary>
    public static byte[] Handshake(int port) => Encoding.ASCII.GetBytes(
        $"GET /bridge/ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: bridge.v1\r\n\r\n");

    /// <summary>A text frame, masked with zeros.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="fin">Whether the message ends with it.</param>
    /// <param name="first">Whether the message begins with it.</param>
    public static byte[] Frame(string text, bool fin = true, bool first = true)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var head = new byte[payload.Length < 126 ? 6 : 8];
        head[0] = (byte)((fin ? 0x80 : 0) | (first ? 1 : 0));
        head[1] = (byte)(0x80 | Math.Min(payload.Length, 126));
        if (payload.Length >= 126)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), checked((ushort)payload.Length));
        }

        return [.. head, .. payload];
    }
}
