using System.Net.Sockets;
using System.Text;

namespace Bridge.TestKit.Hosting;

/// <summary>A connection on which the test writes every byte itself.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _client;
    private NetworkStream _stream = null!;

    private RawConnection(TcpClient client) => _client = client;

    /// <summary>Connects to a server.</summary>
    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection(new TcpClient { NoDelay = true });
        await connection._client.ConnectAsync(address.Host, address.Port, Patience.Token);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    /// <summary>A connection that was accepted: here the test is the server.</summary>
    public static RawConnection Of(TcpClient accepted) => new(accepted) { _stream = accepted.GetStream() };

    /// <summary>The bytes as they come.</summary>
    public Stream Stream => _stream;

    /// <summary>Writes text; a line ends with <c>\n</c> here and with CR LF on the wire.</summary>
    public ValueTask SayAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));

    /// <summary>Writes bytes.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes, Patience.Token);

    /// <summary>Reads one response: its head, and as much body as its length says (or its chunks hold).</summary>
    public async Task<RawResponse> ReadResponseAsync()
    {
        var head = await ReadHeadAsync();
        var response = RawResponse.Parse(head);
        if (response.Header("Content-Length") is { } length)
        {
            return response with { Body = Encoding.UTF8.GetString(await ReadAsync(int.Parse(length))) };
        }

        if (response.Header("Transfer-Encoding") == "chunked")
        {
            var body = new StringBuilder();
            while (Convert.ToInt32(await ReadLineAsync(), 16) is > 0 and var size)
            {
                body.Append(Encoding.UTF8.GetString(await ReadAsync(size)));
                await ReadLineAsync();
            }

            await ReadLineAsync();
            return response with { Body = body.ToString() };
        }

        return response;
    }

    /// <summary>Reads so many bytes.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, Patience.Token);
        return bytes;
    }

    /// <summary>Reads one line, without its end.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(one, Patience.Token);
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void CloseSend() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset() => _client.Client.Close(0); // disposing the client would say goodbye first

    /// <summary>What still comes until the other side closes, and whether it closed with a reset.</summary>
    public async Task<(string Text, bool Reset)> ReadToEndAsync()
    {
        var (text, piece) = (new StringBuilder(), new byte[4096]);
        try
        {
            while (await _stream.ReadAsync(piece, Patience.Token) is > 0 and var read)
            {
                text.Append(Encoding.Latin1.GetString(piece, 0, read));
            }

            return (text.ToString(), false);
        }
        catch (IOException)
        {
            return (text.ToString(), true);
        }
    }

    /// <summary>Whether the server closes its side; what it still sends is thrown away.</summary>
    public async Task<bool> IsClosedByServerAsync()
    {
        var scrap = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(scrap, Patience.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Closed with a reset.
        }

        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads the lines of a head, up to the empty one.</summary>
    public async Task<List<string>> ReadHeadAsync()
    {
        var head = new List<string>();
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            head.Add(line);
        }

        return head;
    }
}
