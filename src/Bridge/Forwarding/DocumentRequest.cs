using Microsoft.AspNetCore.Http;

namespace Bridge.Forwarding;

/// <summary>Tells the requests whose answer a browser shows as a page from those of a page's scripts.</summary>
internal static class DocumentRequest
{
    /// <summary>Whether the answer becomes a document.</summary>
    /// <remarks>
    /// Browsers say so in <c>Sec-Fetch-Dest</c>, but to secure origins and loopback only. Elsewhere <c>Accept</c> tells: when a browser goes somewhere it names HTML and XHTML, and no script does both by itself.
    /// </remarks>
    public static bool Is(HttpRequest request) => request.Headers["Sec-Fetch-Dest"] switch
    {
        [{ } destination] => destination is "document" or "iframe" or "frame",
        { Count: > 1 } => false,
        _ => request.Headers.Accept.ToString() is var accept && accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && accept.Contains("application/xhtml+xml", StringComparison.OrdinalIgnoreCase) && !request.Headers.ContainsKey("X-Requested-With"),
    };
}
