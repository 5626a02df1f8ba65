using System.Security.Claims;
using Bridge.PollShapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.Dialects.PollShapes;

/// <summary>A server's request as the shapes see it: the target as it was on the wire.</summary>
internal static class LegacyRequestReader
{
    /// <summary>The request; null when its target is no path, as for proxies.</summary>
    public static LegacyRequest? Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(target) || target[0] != '/')
        {
            return null;
        }

        var query = target.IndexOf('?');
        return new LegacyRequest
        {
            Method = request.Method,
            Path = query < 0 ? target : target[..query],
            Query = query < 0 ? "" : target[(query + 1)..],
            Headers = [.. request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))],
            Body = body,
            User = request.HttpContext.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? request.HttpContext.User.Identity?.Name,
        };
    }
}
