using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Bridge.Forwarding;

/// <summary>Gives the client the status and the headers of the backend's response.</summary>
internal static class ResponseHead
{
    /// <summary>Whether a response says of its body what can be passed on: one length, or chunks and no other coding of the transfer.</summary>
    public static bool IsSound(HttpResponseMessage response)
    {
        var headers = response.Content.Headers;
        return (!headers.NonValidated.TryGetValues("Content-Length", out var length) || (length.Count == 1 && headers.ContentLength is not null))
            && (!response.Headers.NonValidated.TryGetValues("Transfer-Encoding", out var coding)
                || (coding.Count == 1 && coding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase)));
    }

    public static void Copy(HttpResponseMessage from, HttpContext context, ILogger logger)
    {
        var to = context.Response;
        to.StatusCode = (int)from.StatusCode;
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = from.ReasonPhrase;
        var named = from.Headers.NonValidated.TryGetValues("Connection", out var connection) ? HopByHop.NamedBy(new StringValues([.. connection])) : HopByHop.NamedBy(default);
        Copy(from.Headers.NonValidated, named, context, logger);
        Copy(from.Content.Headers.NonValidated, named, context, logger);
        if (from.Headers.TransferEncodingChunked != true && (int)from.StatusCode is not (101 or 204) && from.Content.Headers.NonValidated.Contains("Content-Length"))
        {
            to.ContentLength = from.Content.Headers.ContentLength;
        }
    }

    private static void Copy(HttpHeadersNonValidated from, IReadOnlySet<string> named, HttpContext context, ILogger logger)
    {
        foreach (var (name, values) in from)
        {
            if (HopByHop.Ends(name, named) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                || (name.Equals("Trailer", StringComparison.OrdinalIgnoreCase) && ResponseTrailers.Of(context) is null))
            {
                continue;
            }

            try
            {
                context.Response.Headers[name] = new StringValues([.. values]);
            }
            catch (InvalidOperationException fault)
            {
                logger.HeaderLeftOut(name, BackendTarget.PathForLogs(context), fault.Message);
            }
        }
    }
}
