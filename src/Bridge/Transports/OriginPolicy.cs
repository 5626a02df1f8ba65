using Bridge.Messaging;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports;

/// <summary>Which pages may connect: one list for the WebSocket handshake and for CORS alike.</summary>
/// <remarks>
/// Browsers send <c>Origin</c> with every WebSocket handshake and every POST, and a page can't forge it. Without one the client is no page; then a cookie may not speak for anybody, unless the
/// browser itself says that the request is the site's own (<c>Sec-Fetch-Site</c>).
/// </remarks>
internal sealed class OriginPolicy(IReadOnlyCollection<string> allowed, ILogger<OriginPolicy> logger)
{
    private readonly bool _any = allowed.Contains("*");
    private readonly HashSet<string> _allowed = [.. allowed.Select(origin => origin.TrimEnd('/').ToLowerInvariant())];

    /// <summary>Whether the request may go on; sets the CORS headers that let a foreign page read the answer.</summary>
    public bool Allows(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers.Vary = "Origin";
        var origin = request.Headers.Origin;
        if (origin.Count == 0)
        {
            return HttpMethods.IsGet(request.Method) && !IsUpgrade(request)
                || request.Headers.Cookie.Count == 0
                || request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "none";
        }

        var isOne = origin.Count == 1 && !origin[0].AsSpan().ContainsAnyExceptInRange('!', '~'); // what no browser writes can't be repeated in a header of ours either
        if (isOne && IsSame(origin[0]!, request))
        {
            return true;
        }

        if (!isOne || !(_any || _allowed.Contains(origin[0]!.ToLowerInvariant())))
        {
            logger.OriginRefused(Printable(origin.ToString()), $"{request.Scheme}://{Printable(request.Headers.Host.ToString())}");
            return false;
        }

        context.Response.Headers.AccessControlAllowOrigin = origin[0];
        if (!_any)
        {
            context.Response.Headers.AccessControlAllowCredentials = "true"; // with any origin allowed, nobody's cookies count
        }

        return true;
    }

    /// <summary>Answers a preflight request (Fetch standard, section 4.8).</summary>
    public Task PreflightAsync(HttpContext context)
    {
        if (!Allows(context))
        {
            return HttpErrors.WriteAsync(context.Response, Refusal.Origin);
        }

        HttpErrors.Harden(context.Response);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.AccessControlAllowMethods = "GET, POST";
        context.Response.Headers.AccessControlAllowHeaders = "content-type, authorization, bridge-protocol, bridge-session, bridge-key, idempotency-key, bridge-tags, bridge-except";
        context.Response.Headers.AccessControlMaxAge = "600";
        return Task.CompletedTask;
    }

    private static bool IsUpgrade(HttpRequest request) => request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);

    /// <summary>Host and port must be equal. The scheme counts only downwards: a page of http may not use a server of https; the other way TLS ends at a proxy.</summary>
    /// <remarks>Compared letter by letter, as browsers write both: to read a host costs a parser that throws at some names and turns <c>xn--</c> into what no browser sends.</remarks>
    private static bool IsSame(string origin, HttpRequest request)
    {
        var (scheme, port) = origin.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? ("https://", ":443") : ("http://", ":80");
        return origin.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && !(request.IsHttps && port == ":80")
            && request.Headers.Host is [{ Length: > 0 } host]
            && WithoutPort(origin.AsSpan(scheme.Length), port).Equals(WithoutPort(host, port), StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> authority, string port) =>
        authority.EndsWith(port) && authority[..^port.Length] is var host && (host.EndsWith(']') || !host.Contains(':')) ? host : authority;

    private static string Printable(string text) =>
        string.Concat(text.Take(200).Select(sign => char.IsAsciiLetterOrDigit(sign) || ":/.-_[], ".Contains(sign) ? sign : '?'));
}
