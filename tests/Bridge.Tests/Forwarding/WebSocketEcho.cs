using System.Net.WebSockets;
using System.Text;
using Bridge.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Forwarding;

/// <summary>A backend that says back what a WebSocket said to it, and what a client says to it.</summary>
internal static class WebSocketEcho
{
    public static RequestDelegate Pipeline()
    {
        var pipeline = new ApplicationBuilder(new ServiceCollection().AddLogging().BuildServiceProvider());
        pipeline.UseWebSockets();
        pipeline.Run(ServeAsync);
        return pipeline.Build();
    }

    /// <summary>Says something, something long, and goodbye.</summary>
    public static async Task TalkAsync(ClientWebSocket socket)
    {
        foreach (var text in (string[])["hello", new string('x', 300_000)])
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Patience.Token);
            Assert.Equal(text, await ReceiveAsync(socket));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Patience.Token);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "bye"), (socket.CloseStatus, socket.CloseStatusDescription));
    }

    private static async Task<string> ReceiveAsync(WebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, Patience.Token);
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }

    private static async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(),
            DangerousEnableCompression = true,
        });
        var buffer = new byte[16 << 10];
        while (await socket.ReceiveAsync(buffer, Patience.Token) is { MessageType: not WebSocketMessageType.Close } received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, Patience.Token);
        }

        await socket.CloseOutputAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, Patience.Token);
    }
}
