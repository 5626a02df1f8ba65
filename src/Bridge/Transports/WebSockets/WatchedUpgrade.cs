using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Transports.WebSockets;

/// <summary>Puts a watch between the wire and the framework's WebSocket, over HTTP/1.1 (upgrade) and HTTP/2 (extended CONNECT, RFC 8441).</summary>
internal sealed class WatchedUpgrade(IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect, FrameWatch watch) : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    public bool IsUpgradableRequest => upgrade?.IsUpgradableRequest == true;

    public bool IsExtendedConnect => connect?.IsExtendedConnect == true;

    public string? Protocol => connect?.Protocol;

    public async Task<Stream> UpgradeAsync() => new WatchedStream(await upgrade!.UpgradeAsync().ConfigureAwait(false), watch);

    public async ValueTask<Stream> AcceptAsync() => new WatchedStream(await connect!.AcceptAsync().ConfigureAwait(false), watch);

    /// <summary>Before the framework looks at the request. An application that looked already (<c>UseWebSockets</c> of its own) is asked again, or its sockets would not be watched.</summary>
    public static void Attach(HttpContext context, FrameWatch watch)
    {
        var features = context.Features;
        var upgrade = features.Get<IHttpUpgradeFeature>();
        var connect = features.Get<IHttpExtendedConnectFeature>();
        if (upgrade is null && connect is null)
        {
            return; // a test host makes WebSockets of its own
        }

        var watched = new WatchedUpgrade(upgrade, connect, watch);
        features.Set<IHttpUpgradeFeature>(upgrade is null ? null : watched);
        features.Set<IHttpExtendedConnectFeature>(connect is null ? null : watched);
        features.Set<IHttpWebSocketFeature>(null);
        features.Set(watch);
    }
}
