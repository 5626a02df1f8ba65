using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace Bridge.Campaign.Crowds;

/// <summary>Listens by a WebSocket.</summary>
internal sealed class SocketListener(IReadOnlyList<Uri> nodes, string channel, HttpMessageInvoker way, Stopwatch clock) : Listener(nodes, channel, way, clock)
{
    protected override async Task<string> ListenAsync(Uri node, CancellationToken stop)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("bridge.v1");
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new UriBuilder(node) { Scheme = "ws", Path = "/bridge/ws" }.Uri, Way, stop);
        }
        catch (WebSocketException) when (socket.HttpStatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
        {
            return socket.HttpStatusCode == HttpStatusCode.TooManyRequests ? "rate_limited" : "unavailable";
        }

        Began = Now;
        await SayAsync(socket, Opening, stop);
        var (buffer, isOpen) = (new byte[4 << 10], false);
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult read;
            do
            {
                Array.Resize(ref buffer, length == buffer.Length ? 2 * buffer.Length : buffer.Length);
                read = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
                length += read.Count;
            }
            while (!read.EndOfMessage);

            if (read.MessageType == WebSocketMessageType.Close)
            {
                var word = $"{(int?)socket.CloseStatus} {socket.CloseStatusDescription}";
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
                return word;
            }

            var (closed, hasNews, isAsked) = Take(buffer.AsMemory(0, length));
            if (closed == "session_unknown")
            {
                Token = null;
            }

            if (!isOpen && closed is null)
            {
                isOpen = true;
                IsBack();
            }

            if (hasNews)
            {
                await SayAsync(socket, $$"""{"type":"ack","positions":{{Positions}}}""", stop);
            }

            if (isAsked)
            {
                await SayAsync(socket, """{"type":"pong"}""", stop);
            }
        }
    }

    private static ValueTask SayAsync(ClientWebSocket socket, string text, CancellationToken stop) =>
        socket.SendAsync(Encoding.ASCII.GetBytes(text).AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, stop);
}
