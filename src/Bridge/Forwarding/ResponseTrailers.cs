using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Bridge.Forwarding;

/// <summary>What comes after a response's body, where the client's protocol has a place for it: Kestrel has one over HTTP/2, none over HTTP/1.1.</summary>
internal static class ResponseTrailers
{
    public static IHeaderDictionary? Of(HttpContext context) => context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { IsReadOnly: false } trailers ? trailers : null;

    public static void Copy(HttpResponseHeaders from, HttpContext context)
    {
        if (Of(context) is not { } to)
        {
            return;
        }

        foreach (var (name, values) in from.NonValidated)
        {
            // A trailer that frames the message would frame it twice (RFC 9110 section 6.5.1).
            if (!HopByHop.Ends(name, FrozenSet<string>.Empty) && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                to[name] = new StringValues([.. values]);
            }
        }
    }
}
