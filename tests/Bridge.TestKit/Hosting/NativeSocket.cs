using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Bridge.TestKit.Hosting;

/// <summary>A client of <c>bridge.v1</c> on a WebSocket: envelope by envelope.</summary>
public sealed class NativeSocket : IAsyncDisposable
{
    private readonly Queue<JsonObject> _received = [];

    private NativeSocket(ClientWebSocket socket) => Socket = socket;

    /// <summary>The socket below.</summary>
    public ClientWebSocket Socket { get; }

    /// <summary>Connects to <c>/bridge/ws</c>.</summary>
    public static async Task<NativeSocket> OpenAsync(TestHost host, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("bridge.v1");
        configure?.Invoke(socket.Options);
        await socket.ConnectAsync(host.Socket("/bridge/ws"), Patience.Token);
        return new NativeSocket(socket);
    }

    /// <summary>Sends a frame.</summary>
    public Task SendAsync(string json) => Socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, Patience.Token);

    /// <summary>The next envelope; null when the server closed.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        while (_received.Count == 0)
        {
            if (await ReceiveAsync() is not { } text)
            {
                return null;
            }

            var parsed = JsonNode.Parse(text)!;
            foreach (var envelope in parsed is JsonArray many ? many : new JsonArray(parsed))
            {
                _received.Enqueue((JsonObject)envelope!);
            }
        }

        return _received.Dequeue();
    }

    /// <summary>The next envelope of a type; others are passed over.</summary>
    public async Task<JsonObject> NextAsync(string type)
    {
        while (true)
        {
            var envelope = await NextAsync() ?? throw new InvalidOperationException($"Closed with {Socket.CloseStatus} '{Socket.CloseStatusDescription}' before '{type}' came.");
            if (envelope.Text("type") == type)
            {
                return envelope;
            }
        }
    }

    /// <summary>Sends a frame and gives the next envelope of a type.</summary>
    public async Task<JsonObject> AskAsync(string json, string type)
    {
        await SendAsync(json);
        return await NextAsync(type);
    }

    /// <summary>Reads until the server's close frame; gives its code and reason.</summary>
    public async Task<(int Code, string? Reason)> NextCloseAsync()
    {
        while (await NextAsync() is not null)
        {
        }

        return ((int)Socket.CloseStatus!.Value, Socket.CloseStatusDescription);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string?> ReceiveAsync()
    {
        var frame = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (true)
        {
            var received = await Socket.ReceiveAsync(buffer, Patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            frame.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(frame.ToArray());
            }
        }
    }
}
