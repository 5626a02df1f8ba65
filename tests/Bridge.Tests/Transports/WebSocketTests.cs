using Bridge.Conformance.Transports;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Tests.Transports;

public class WebSocketTests : TransportSuite
{
    protected override int Hosts => 1;

    protected override async Task<IWire> ConnectAsync(BridgeSite site, string? token = null, string? page = null) =>
        await SocketWire.ConnectAsync(site.Next(), Stop);
}

public sealed class WebSocketOnTwoHostsTests : WebSocketTests
{
    protected override int Hosts => 2;
}
