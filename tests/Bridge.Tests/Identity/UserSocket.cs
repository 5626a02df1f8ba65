using System.Text.Json.Nodes;
using Bridge.TestKit.Hosting;

namespace Bridge.Tests.Identity;

/// <summary>A socket with a session that reads some channels, opened with a cookie.</summary>
internal sealed class UserSocket : IAsyncDisposable
{
    private readonly NativeSocket _socket;

    private UserSocket(NativeSocket socket, string token) => (_socket, Token) = (socket, token);

    /// <summary>The session's token.</summary>
    public string Token { get; }

    public static async Task<UserSocket> OpenAsync(TestHost host, string cookie, params string[] channels)
    {
        var socket = await NativeSocket.OpenAsync(host, options =>
        {
            options.SetRequestHeader("Cookie", cookie);
            options.SetRequestHeader("Sec-Fetch-Site", "same-origin");
        });
        await socket.SendAsync("""{"type":"open"}""");
        var opened = await socket.NextAsync("opened");
        foreach (var channel in channels)
        {
            await socket.SendAsync($$"""{"type":"subscribe","channel":"{{channel}}"}""");
            await socket.NextAsync("subscribed");
        }

        return new UserSocket(socket, opened.Text("token")!);
    }

    public Task<JsonObject> NextAsync(string type) => _socket.NextAsync(type);

    public Task<(int Code, string? Word)> NextCloseAsync() => _socket.NextCloseAsync();

    public ValueTask DisposeAsync() => _socket.DisposeAsync();
}
