using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bridge.Campaign.Crowds;
using Bridge.TestKit.Hosting;

namespace Bridge.Campaign.Floods;

/// <summary>A connection on which an attacker writes what it likes, from an address of its own.</summary>
internal sealed class Intruder : IDisposable
{
    /// <summary>The connection was cut.</summary>
    public const string Cut = "cut";

    /// <summary>The attack was over, and the server had said nothing against it.</summary>
    public const string Borne = "borne";

    private readonly Socket _socket;
    private readonly BufferedStream _stream;
    private readonly string _host;

    private Intruder(Socket socket, string host)
    {
        (_socket, _host) = (socket, host);
        _stream = new BufferedStream(new NetworkStream(socket, ownsSocket: true));
    }

    public static async Task<Intruder> ConnectAsync(IPAddress from, Uri server, CancellationToken stop) => new(await Ways.ConnectAsync(from, server.Port, stop), server.Authority);

    /// <summary>Takes as little from the network as it can.</summary>
    public void Shrink() => _socket.ReceiveBufferSize = 4 << 10;

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop) => SendAllAsync(bytes, stop);

    /// <summary>Sends lines of a head.</summary>
    public ValueTask SayAsync(string text, CancellationToken stop) => SendAllAsync(Encoding.ASCII.GetBytes(text.Replace("{host}", _host, StringComparison.Ordinal).ReplaceLineEndings("\r\n")), stop);

    /// <summary>Sends one masked text frame.</summary>
    public ValueTask SayFrameAsync(string text, CancellationToken stop) => SendAllAsync(RawSocket.Frame(RawSocket.Text, Encoding.ASCII.GetBytes(text)), stop);

    /// <summary>Asks for a WebSocket; gives the status.</summary>
    public async Task<string> UpgradeAsync(CancellationToken stop, string version = "13")
    {
        await SayAsync(
            $"""
            GET /bridge/ws HTTP/1.1
            Host: {"{host}"}
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: {version}
            Sec-WebSocket-Protocol: bridge.v1


            """,
            stop);
        return await StatusAsync(stop);
    }

    /// <summary>The status of the answer; its head is read.</summary>
    public async Task<string> StatusAsync(CancellationToken stop)
    {
        var first = await LineAsync(stop);
        while (await LineAsync(stop) is { Length: > 0 })
        {
        }

        return first.Split(' ')[1];
    }

    /// <summary>Reads a frame; gives the words of a close frame, "" for any other.</summary>
    public async Task<string> NextAsync(CancellationToken stop)
    {
        var head = await ReadAsync(2, stop);
        var length = (head[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2, stop)),
            127 => (int)BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8, stop)),
            var few => few,
        };
        var payload = await ReadAsync(length, stop);
        return (head[0] & 0x0F) != RawSocket.Close ? ""
            : length < 2 ? "1005" : BinaryPrimitives.ReadUInt16BigEndian(payload).ToString(CultureInfo.InvariantCulture) + " " + Encoding.UTF8.GetString(payload.AsSpan(2));
    }

    /// <summary>Reads frames until the socket is closed, and gives the word.</summary>
    public async Task<string> CloseAsync(CancellationToken stop)
    {
        while (true)
        {
            if (await NextAsync(stop) is { Length: > 0 } word)
            {
                return word;
            }
        }
    }

    public void Dispose() => _stream.Dispose();

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, stop)..];
        }
    }

    private async Task<byte[]> ReadAsync(int count, CancellationToken stop)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, stop);
        return bytes;
    }

    private async Task<string> LineAsync(CancellationToken stop)
    {
        var line = new StringBuilder();
        while (await ReadAsync(1, stop) is [not (byte)'\n' and var letter])
        {
            line.Append((char)letter);
        }

        return line.ToString().TrimEnd('\r');
    }
}
