using Bridge.Conformance.Transports;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Tests.Transports;

public class LongPollingTests : TransportSuite
{
    protected override int Hosts => 1;

    protected override Task<IWire> ConnectAsync(BridgeSite site, string? token = null, string? page = null) =>
        Task.FromResult<IWire>(new PollWire(site.Next, token, page));
}

public sealed class LongPollingOnTwoHostsTests : LongPollingTests
{
    protected override int Hosts => 2;
}
