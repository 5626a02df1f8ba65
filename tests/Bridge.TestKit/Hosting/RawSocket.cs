using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.TestKit.Hosting;

/// <summary>A WebSocket whose frames the test makes itself, right or wrong.</summary>
public sealed class RawSocket(RawConnection connection) : IAsyncDisposable
{
    /// <summary>Frames' kinds (RFC 6455 section 5.2).</summary>
    public const int Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    /// <summary>The connection below.</summary>
    public RawConnection Connection => connection;

    /// <summary>Opens a WebSocket.</summary>
    public static async Task<RawSocket> OpenAsync(TestHost host, string path, params string[] headers)
    {
        var connection = await RawConnection.OpenAsync(host.Address);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await connection.SayAsync(
            $"""
            GET {path} HTTP/1.1
            Host: {host.Address.Authority}
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: {key}
            Sec-WebSocket-Version: 13
            {string.Concat(headers.Select(header => header + "\n"))}

            """);
        var response = await connection.ReadResponseAsync();
        return response.Status == 101 ? new RawSocket(connection) : throw new InvalidOperationException($"Not accepted: {response.Status} {response.Body}");
    }

    /// <summary>Sends one masked frame of text.</summary>
    public ValueTask SendAsync(string text) => SendAsync(Text, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends one masked frame.</summary>
    /// <param name="kind">Its kind; more bits than four set the reserved ones.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="last">Whether the message ends with it.</param>
    public ValueTask SendAsync(int kind, ReadOnlyMemory<byte> payload, bool last = true) => connection.SendAsync(Frame(kind, payload.Span, last));

    /// <summary>The bytes of one masked frame.</summary>
    public static byte[] Frame(int kind, ReadOnlySpan<byte> payload, bool last = true)
    {
        var frame = new List<byte> { (byte)((last ? 0x80 : 0) | kind) };
        Span<byte> length = stackalloc byte[8];
        if (payload.Length < 126)
        {
            frame.Add((byte)(0x80 | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame.Add(0x80 | 126);
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
            frame.AddRange(length[..2]);
        }
        else
        {
            frame.Add(0x80 | 127);
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            frame.AddRange(length);
        }

        frame.AddRange(new byte[4]); // a mask of zeros
        frame.AddRange(payload);
        return [.. frame];
    }

    /// <summary>Reads one frame.</summary>
    public async Task<RawFrame> NextAsync()
    {
        var head = await connection.ReadAsync(2);
        var length = (head[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await connection.ReadAsync(2)),
            127 => (int)BinaryPrimitives.ReadInt64BigEndian(await connection.ReadAsync(8)),
            var few => few,
        };
        return new RawFrame(head[0] & 0x0F, await connection.ReadAsync(length));
    }

    /// <summary>Reads frames until the close frame, and gives its code and reason.</summary>
    public async Task<(int Code, string Reason)> NextCloseAsync()
    {
        while (true)
        {
            var frame = await NextAsync();
            if (frame.Kind == Close)
            {
                return frame.Payload.Length < 2
                    ? (1005, "")
                    : (BinaryPrimitives.ReadUInt16BigEndian(frame.Payload), Encoding.UTF8.GetString(frame.Payload.AsSpan(2)));
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
