using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bridge.Forwarding;

/// <summary>Who asked first, as the backend is told it.</summary>
internal sealed class ForwardedTrail(ForwardedPolicy policy, KnownProxies known)
{
    private const string Prefix = "X-Forwarded-";

    /// <summary>Whether a header of the request's speaks of the client, and is dropped because anybody could have written it.</summary>
    public bool Drops(string name, HttpContext context) => policy == ForwardedPolicy.Set && SpeaksOfClient(name) && !Believes(context);

    /// <summary>Adds what this server saw.</summary>
    public void Add(HttpContext context, HttpRequestHeaders to)
    {
        if (policy == ForwardedPolicy.Off)
        {
            return;
        }

        var (request, believed) = (context.Request, Believes(context));
        var peer = Peer(context);
        if (peer is not null)
        {
            to.TryAddWithoutValidation(Prefix + "For", peer.ToString());
            if (believed && request.Headers.ContainsKey("Forwarded"))
            {
                to.TryAddWithoutValidation("Forwarded", peer.AddressFamily == AddressFamily.InterNetworkV6 ? $"for=\"[{peer}]\"" : $"for={peer}");
            }
        }

        // One value each: backends compare them with "https" and with their own name, and a list is equal to neither.
        SetUnless(believed, request.Headers, to, Prefix + "Proto", request.Scheme);
        SetUnless(believed, request.Headers, to, Prefix + "Host", request.Headers.Host);
    }

    private static void SetUnless(bool believed, IHeaderDictionary from, HttpRequestHeaders to, string name, StringValues value)
    {
        if (!(believed && from.ContainsKey(name)) && value is [{ Length: > 0 } one])
        {
            to.TryAddWithoutValidation(name, one);
        }
    }

    // CGI and its heirs read X_Forwarded_For and X-Forwarded-For as the same variable.
    private static bool SpeaksOfClient(string name)
    {
        var plain = name.Replace('_', '-');
        return plain.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || plain.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
            || plain.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase);
    }

    private static IPAddress? Peer(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } peer ? peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer : null;

    private bool Believes(HttpContext context) => known.Contains(Peer(context));
}
