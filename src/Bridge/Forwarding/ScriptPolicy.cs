using Microsoft.AspNetCore.Http;

namespace Bridge.Forwarding;

/// <summary>What content security policies say of a script from the page's own origin (CSP level 3).</summary>
internal sealed class ScriptPolicy(HttpRequest request)
{
    private readonly List<string[]> _needs = []; // for each policy that wants one: the nonces that it takes
    private bool _isRefused;

    /// <summary>Whether the script may run; with which nonce, or none.</summary>
    public bool Allows(out string? nonce)
    {
        nonce = _needs.Count == 0 ? null : _needs.Skip(1).Aggregate(_needs[0], (common, next) => [.. common.Intersect(next)]).FirstOrDefault();
        return !_isRefused && (_needs.Count == 0 || nonce is not null);
    }

    /// <summary>Takes a header's or a meta element's text: one policy or several. All of them must allow the script.</summary>
    public void Add(string policies)
    {
        foreach (var policy in policies.Split(','))
        {
            Judge(policy);
        }
    }

    private void Judge(string policy)
    {
        var directives = new Dictionary<string, string[]>();
        foreach (var directive in policy.Split(';'))
        {
            if (directive.Split((char[])[' ', '\t', '\r', '\n', '\f'], StringSplitOptions.RemoveEmptyEntries) is [var name, .. var sources])
            {
                directives.TryAdd(name.ToLowerInvariant(), sources); // the first counts
            }
        }

        if (directives.TryGetValue("sandbox", out var allowed) && !allowed.Contains("allow-scripts", StringComparer.OrdinalIgnoreCase))
        {
            _isRefused = true;
            return;
        }

        var found = directives.GetValueOrDefault("script-src-elem") ?? directives.GetValueOrDefault("script-src") ?? directives.GetValueOrDefault("default-src");
        if (found is null || (!found.Contains("'strict-dynamic'", StringComparer.OrdinalIgnoreCase) && found.Any(IsOwn)))
        {
            return;
        }

        var nonces = found.Where(source => source.StartsWith("'nonce-", StringComparison.OrdinalIgnoreCase) && source.EndsWith('\'')).Select(source => source[7..^1]).Where(IsNonce).ToArray();
        _needs.Add(nonces);
    }

    private bool IsOwn(string source)
    {
        if (source is "*" || source.Equals("'self'", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var scheme = source.IndexOf(':') is > 0 and var colon && (colon == source.Length - 1 || source.AsSpan(colon).StartsWith("://")) ? source[..colon].ToLowerInvariant() : null;
        if (scheme is not null && scheme != request.Scheme && !(scheme == "http" && request.Scheme == "https"))
        {
            return false;
        }

        var host = scheme is null ? source : source[(scheme.Length + 1)..].TrimStart('/');
        return host.Length == 0 ? scheme is not null : host.TrimEnd('/').Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase); // a path or a pattern is more than we know to judge
    }

    private static bool IsNonce(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=");
}
