using Bridge.Messaging;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Transports.WebSockets;

/// <summary>When something of ours (or of the application's) fails, a socket says so: the client comes back instead of giving up.</summary>
public sealed class OwnFaultTests
{
    [Theory]
    [InlineData("[{\"type\":\"open\"},{\"type\":\"subscribe\",\"channel\":\"broken\"}]")]
    [InlineData("{\"type\":\"open\"}", "{\"type\":\"subscribe\",\"channel\":\"broken\"}")]
    [InlineData("{\"type\":\"open\"}", "{\"type\":\"submit\",\"id\":1,\"channel\":\"broken\",\"data\":1}")]
    public async Task A_door_that_throws_closes_a_session_socket_as_an_error_of_the_server(params string[] frames)
    {
        await using var host = await StartAsync();
        await using var socket = await NativeSocket.OpenAsync(host);
        foreach (var frame in frames)
        {
            await socket.SendAsync(frame);
        }

        Assert.Equal(("server_error", "resume"), (await socket.NextAsync("closed")) is var closed ? (closed.Text("code"), closed.Text("advice")) : default);
        Assert.Equal((1011, "server_error"), await socket.NextCloseAsync());
        await socket.Socket.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, Patience.Token);
        await host.Requests.EndedAsync("/bridge/ws");
        Assert.Contains(host.Logs.Errors, line => line.Contains("on purpose"));
    }

    [Fact]
    public async Task A_door_that_throws_closes_a_plain_socket_as_an_error_of_the_server()
    {
        await using var host = await StartAsync();
        await using var socket = await RawSocket.OpenAsync(host, "/live/half");

        await socket.SendAsync("x");

        Assert.Equal((1011, "server_error"), await socket.NextCloseAsync());
        await host.Requests.EndedAsync("/live/half");
        Assert.Contains(host.Logs.Errors, line => line.Contains("on purpose"));
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(
        options =>
        {
            options.Channels.Add("broken", channel => channel.AcceptSubmissions().Authorize(_ => throw new InvalidOperationException("on purpose")));
            options.Channels.Add("half", channel => channel.AcceptSubmissions().Authorize(
                access => access.Operation == ChannelOperation.Subscribe ? true : throw new InvalidOperationException("on purpose")));
        },
        app =>
        {
            app.MapBridge();
            app.MapBridgeChannels("/live/{channel}");
        });
}
