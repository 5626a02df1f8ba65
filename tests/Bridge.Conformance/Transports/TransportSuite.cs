using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit.Hosts;
using Bridge.TestKit.Wires;

namespace Bridge.Conformance.Transports;

/// <summary>What every transport does with the native dialect, on one host, and on several where each request or connection goes to the next one.</summary>
public abstract partial class TransportSuite
{
    protected const string News = "news";
    protected const string Other = "other";

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>How many hosts share the store.</summary>
    protected abstract int Hosts { get; }

    /// <summary>A client's end of the transport.</summary>
    /// <param name="site">The hosts.</param>
    /// <param name="token">The session it means, where it means one.</param>
    /// <param name="page">The page it is of.</param>
    protected abstract Task<IWire> ConnectAsync(BridgeSite site, string? token = null, string? page = null);

    protected Task<BridgeSite> SiteAsync(Action<BridgeOptions>? options = null, Retention? retention = null) =>
        BridgeSite.StartAsync(Hosts, new BridgeHostSetup { Options = options ?? (_ => { }) }, retention);

    /// <summary>A wire with a new session on the channels, and its token.</summary>
    protected async Task<(IWire Wire, string Token)> OpenAsync(BridgeSite site, params string[] channels)
    {
        var wire = await ConnectAsync(site);
        var opened = await wire.OpenAsync();
        foreach (var channel in channels)
        {
            await wire.SubscribeAsync(channel);
        }

        return (wire, opened.Token!);
    }

    protected static string[] Numbers(int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(number => number.ToString())];

    protected static async Task<Position> HeadAsync(BridgeSite site, ChannelName channel) => (await site.Store.Log.HeadAsync(channel, Stop)).Head;
}
