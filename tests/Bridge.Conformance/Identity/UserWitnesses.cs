using Bridge.TestKit.Hosting;
using Xunit;

namespace Bridge.Conformance.Identity;

/// <summary>A socket of one user on each node: when they are closed, every node has heard.</summary>
internal sealed class UserWitnesses(IReadOnlyList<NativeSocket> sockets) : IAsyncDisposable
{
    public async Task UntilClosedAsync(int code, string reason)
    {
        foreach (var socket in sockets)
        {
            Assert.Equal((code, reason), await socket.NextCloseAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }
}
