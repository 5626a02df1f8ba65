using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Forwarding;

/// <summary>How a client asks to leave HTTP: by <c>Upgrade</c> over HTTP/1.1, by an extended CONNECT over HTTP/2 (RFC 8441).</summary>
internal sealed record UpgradeRequest(IHttpUpgradeFeature? Upgrade, IHttpExtendedConnectFeature? Connect)
{
    /// <summary>What is asked for; null: nothing, or nothing that is passed on.</summary>
    public static UpgradeRequest? Of(HttpContext context)
    {
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            return new UpgradeRequest(null, connect);
        }

        return context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade && context.Request.Headers.Upgrade is { Count: > 0 } protocols
            && !HopByHop.Tokens(protocols).Any(IsHttpInDisguise) ? new UpgradeRequest(upgrade, null) : null;
    }

    /// <summary>Opens the client's side; the response's head goes out with it.</summary>
    public async Task<Stream> AcceptAsync() => Connect is null ? await Upgrade!.UpgradeAsync().ConfigureAwait(false) : await Connect.AcceptAsync().ConfigureAwait(false);

    // With h2c or TLS inside the tunnel, requests would reach the backend that no route, policy or header rule of this server has seen.
    private static bool IsHttpInDisguise(string protocol) =>
        protocol.StartsWith("h2c", StringComparison.OrdinalIgnoreCase) || protocol.StartsWith("HTTP/", StringComparison.OrdinalIgnoreCase)
        || protocol.StartsWith("TLS/", StringComparison.OrdinalIgnoreCase);
}
