using Bridge.Messaging;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Conformance.Transports;

/// <summary>One socket on each host, with messages of their own: when they have them, every node has looked.</summary>
internal sealed class Witnesses : IAsyncDisposable
{
    private readonly List<SocketWire> _wires = [];

    /// <summary>Opens and subscribes; the audience that is the witnesses alone.</summary>
    public async Task<Audience> OpenAsync(BridgeSite site, string channel)
    {
        var tags = new List<string>();
        foreach (var host in site.Hosts)
        {
            var wire = await SocketWire.ConnectAsync(host.Address);
            _wires.Add(wire);
            tags.Add(Audience.SessionTag(new SessionId((await wire.OpenAsync()).Json.GetProperty("session").GetString()!)));
            await wire.SubscribeAsync(channel);
        }

        return Audience.Tagged(tags);
    }

    /// <summary>Waits until all of them have so many more, and acknowledges.</summary>
    public async Task SeeAsync(string channel, int count)
    {
        foreach (var wire in _wires)
        {
            await wire.SayAsync(Say.Ack(channel, (await wire.MessagesAsync(count))[^1].Position!.Value));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var wire in _wires)
        {
            await wire.DisposeAsync();
        }
    }
}
