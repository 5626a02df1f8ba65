using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;

namespace Bridge.Forwarding;

/// <summary>The headers that speak to the next hop only (RFC 9110 section 7.6.1): they end here, both ways.</summary>
internal static class HopByHop
{
    // The two of proxy authentication are between a client and its own proxy (section 11.7); Alt-Svc would lead clients past this server to a port that is the backend's.
    private static readonly FrozenSet<string> Names = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "TE", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Alt-Svc",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Who names one of these in Connection asks for a request that means something else.
    private static readonly FrozenSet<string> NeverNamed = new[] { "Host", "Content-Length" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a header ends here, by its own name or because <c>Connection</c> names it.</summary>
    public static bool Ends(string name, IReadOnlySet<string> named) => Names.Contains(name) || named.Contains(name);

    /// <summary>The headers that <c>Connection</c> names.</summary>
    public static IReadOnlySet<string> NamedBy(StringValues connection)
    {
        if (connection.Count == 0)
        {
            return FrozenSet<string>.Empty;
        }

        var named = Tokens(connection).ToHashSet(StringComparer.OrdinalIgnoreCase);
        named.ExceptWith(NeverNamed);
        return named;
    }

    /// <summary>The members of a list header.</summary>
    public static IEnumerable<string> Tokens(StringValues list) =>
        list.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
