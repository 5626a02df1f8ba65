using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Forwarding;

/// <summary>Where a request goes: always to the backend, with the target's bytes as the client wrote them. What looks decoded, doubled or odd means something to somebody.</summary>
internal sealed class BackendTarget(Uri address)
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // Always http: TLS is made where the connection is (see BackendConnector).
    private readonly string _prefix = $"http://{NameOf(address)}:{address.Port}{address.AbsolutePath.TrimEnd('/')}";

    /// <summary>What <c>Host</c> says of a backend that is called by its own name.</summary>
    public static string HostOf(Uri address) => address.IsDefaultPort ? NameOf(address) : $"{NameOf(address)}:{address.Port}";

    /// <summary>The address of a request's target; null for what has no path: <c>*</c>, and the authority of a CONNECT.</summary>
    public Uri? Of(HttpContext context) => PathOf(context) is { } path ? new Uri(_prefix + path, AsWritten) : null;

    /// <summary>The target without its query, for logs: as it came, so it holds no control characters.</summary>
    public static string PathForLogs(HttpContext context) => (PathOf(context) ?? "*").Split('?')[0];

    private static string NameOf(Uri address) => address.HostNameType == UriHostNameType.IPv6 ? address.Host : address.IdnHost;

    private static string? PathOf(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (raw.StartsWith('/'))
        {
            return raw;
        }

        if (raw.Length == 0)
        {
            return context.Request.GetEncodedPathAndQuery(); // a server that keeps no raw target
        }

        // Absolute form: the server has held its authority against Host already; here only what comes after it counts.
        var authority = raw.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
        {
            return null;
        }

        var end = raw.IndexOfAny(['/', '?'], authority + 3);
        return end < 0 ? "/" : raw[end] == '/' ? raw[end..] : $"/{raw[end..]}";
    }
}
