using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Tests.TestKit;

/// <summary>A real server for the proxy's tests: it says what it hears and counts it.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _heard = [];
    private readonly TaskCompletionSource _socketsGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _parkedGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _secondHalf = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _app;

    public int Port { get; private set; }

    public int Heard(string what) => _heard.GetValueOrDefault(what);

    public Task SocketsGoneAsync() => _socketsGone.Task.WaitAsync(TimeSpan.FromSeconds(20));

    public Task ParkedGoneAsync() => _parkedGone.Task.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Lets <c>/halves</c> go on.</summary>
    public void GiveSecondHalf() => _secondHalf.TrySetResult();

    public async ValueTask StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        Port = new Uri(_app.Urls.First()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Count(path);
        switch (path)
        {
            case "/ws" when !context.WebSockets.IsWebSocketRequest:
                Count("stripped");
                context.Response.StatusCode = 426;
                break;
            case "/ws":
                await EchoFramesAsync(context);
                break;
            case "/park":
                context.RequestAborted.Register(_parkedGone.SetResult);
                await Task.WhenAny(_parkedGone.Task);
                break;
            case "/nothing":
                context.Response.StatusCode = 204;
                break;
            default:
                var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                context.Response.ContentLength = path == "/length" ? body.Length : null;
                await context.Response.Body.WriteAsync(body.ToArray().AsMemory(0, (int)body.Length / 2));
                await context.Response.Body.FlushAsync();
                await (path == "/halves" ? _secondHalf.Task : Task.CompletedTask);
                await context.Response.Body.WriteAsync(body.ToArray().AsMemory((int)body.Length / 2));
                break;
        }
    }

    private async Task EchoFramesAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1_000];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), default) is { MessageType: not WebSocketMessageType.Close } frame)
            {
                Count("frame");
                await socket.SendAsync(buffer.AsMemory(0, frame.Count), frame.MessageType, frame.EndOfMessage, default);
            }
        }
        catch (WebSocketException)
        {
            // Cut: as planned.
        }

        _socketsGone.TrySetResult();
    }

    private void Count(string what) => _heard.AddOrUpdate(what, 1, (_, count) => count + 1);
}
