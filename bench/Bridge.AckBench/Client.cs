using System.Net.WebSockets;
using System.Text;

namespace Bridge.AckBench;

/// <summary>A socket with a session on one channel that counts what comes, and acknowledges as the shim does: each 64 messages, or 100 ms after the first. Or never.</summary>
internal sealed class Client : IAsyncDisposable
{
    private const int Every = 64;
    private const long Within = 100;

    private static readonly byte[] Offset = "\"position\":\""u8.ToArray();

    private readonly ClientWebSocket _socket = new();
    private readonly string _channel;
    private readonly bool _acks;
    private readonly byte[] _buffer = new byte[256 << 10];

    private Client(string channel, bool acks) => (_channel, _acks) = (channel, acks);

    /// <summary>Acknowledgements sent.</summary>
    public int Acks { get; private set; }

    public static async Task<Client> OpenAsync(Uri server, string channel, bool acks)
    {
        var client = new Client(channel, acks);
        client._socket.Options.AddSubProtocol("bridge.v1");
        await client._socket.ConnectAsync(new Uri($"ws://{server.Authority}/bridge/ws"), CancellationToken.None);
        await client.SendAsync($$"""{"type":"open","subscribe":[{"channel":"{{channel}}"}]}""");
        for (var seen = ""; !seen.Contains("\"subscribed\"", StringComparison.Ordinal);)
        {
            seen += Encoding.UTF8.GetString(client._buffer, 0, await client.ReceiveAsync());
        }

        return client;
    }

    /// <summary>Receives until so many messages came.</summary>
    public async Task TakeAsync(int count)
    {
        var (unacked, since) = (0, 0L);
        for (var taken = 0; taken < count;)
        {
            var length = await ReceiveAsync();
            var (messages, last) = Read(_buffer.AsSpan(0, length));
            taken += messages;
            if (!_acks || messages == 0)
            {
                continue;
            }

            since = unacked == 0 ? Environment.TickCount64 : since;
            unacked += messages;
            if (unacked >= Every || Environment.TickCount64 - since >= Within)
            {
                unacked = 0;
                Acks++;
                await SendAsync($$$"""{"type":"ack","positions":{"{{{_channel}}}":"{{{last}}}"}}""");
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>How many messages a frame holds, and the last one's position.</summary>
    private static (int Messages, string Last) Read(ReadOnlySpan<byte> frame)
    {
        var messages = 0;
        var last = default(ReadOnlySpan<byte>);
        for (int at; (at = frame.IndexOf(Offset)) >= 0;)
        {
            messages++;
            frame = frame[(at + Offset.Length)..];
            last = frame[..frame.IndexOf((byte)'"')];
        }

        return (messages, Encoding.ASCII.GetString(last));
    }

    private ValueTask SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);

    private async Task<int> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            length += received.Count;
            if (received.MessageType == WebSocketMessageType.Close)
            {
                throw new IOException($"The server closed the socket: {_socket.CloseStatusDescription}.");
            }

            if (received.EndOfMessage)
            {
                return length;
            }
        }
    }
}
