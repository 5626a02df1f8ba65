using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace Bridge.Forwarding;

/// <summary>Decides which answers get a script, and where.</summary>
internal sealed class HtmlInjector(string script, TimeProvider time, ILogger logger)
{
    private const int MostPaths = 1_000;

    private readonly InjectedValidators _validators = new(script);
    private readonly ConcurrentDictionary<string, bool> _told = new();

    /// <summary>The conditions of a request, as the backend knows them.</summary>
    public void Translate(HttpContext context, HttpRequestMessage message)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            _validators.Translate(context.Request, message);
        }
    }

    /// <summary>What to do with an answer whose headers were copied; null: pass its body on as it is.</summary>
    public HtmlBody? Open(HttpContext context, HttpResponseMessage answer)
    {
        var (request, response) = (context.Request, context.Response);
        if (answer.StatusCode == HttpStatusCode.NotModified && _validators.AskedWithOurs(request))
        {
            _validators.Mark(response);
            return null;
        }

        if (answer.StatusCode != HttpStatusCode.OK || !MediaTypeHeaderValue.TryParse(response.ContentType, out var type)
            || !(type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        if (HttpMethods.IsHead(request.Method) && !IsFetched(request))
        {
            response.ContentLength = null; // the page's may be another
            return null;
        }

        if (!HttpMethods.IsGet(request.Method) || !DocumentRequest.Is(request) || IsDownload(response))
        {
            return null;
        }

        return Fault(response) is { } why
            ? Left(context, why)
            : new HtmlBody(this, context, type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase), HeaderUtilities.RemoveQuotes(type.Charset) is { HasValue: true, Length: > 0 } label ? label.ToString() : null, time);
    }

    /// <summary>The place for the script, and its tag; null while it isn't known.</summary>
    public (HtmlPlace Place, string Tag)? Place(HttpContext context, HtmlText text, bool isHtml)
    {
        var place = isHtml ? HtmlHead.Find(text, script, Tag(null).Length + 64) : XhtmlHead.Find(text, script);
        if (place.Sign < 0)
        {
            return place.Why is null ? null : (place, "");
        }

        var policy = new ScriptPolicy(context.Request);
        foreach (var one in context.Response.Headers.ContentSecurityPolicy.Concat(place.Policies))
        {
            policy.Add(one ?? "");
        }

        return policy.Allows(out var nonce) ? (place, Tag(nonce)) : (HtmlPlace.No("its content security policy doesn't allow a script of its own origin"), "");
    }

    /// <summary>The headers of a document with the script.</summary>
    public void Change(HttpResponse response, long? added)
    {
        _validators.Mark(response);
        response.ContentLength = response.ContentLength is { } length && added is { } more ? length + more : null;
        foreach (var name in (string[])["Accept-Ranges", "Content-MD5", "Digest", "Content-Digest", "Repr-Digest"])
        {
            response.Headers.Remove(name); // they speak of other bytes
        }

        // A cache must not give the page to a script that fetches the same address.
        response.Headers.Append("Vary", "Sec-Fetch-Dest, Accept, X-Requested-With");
    }

    /// <summary>The document stays as it is; said once for each path.</summary>
    public HtmlBody? Left(HttpContext context, string why)
    {
        var path = BackendTarget.PathForLogs(context);
        if (_told.Count < MostPaths && _told.TryAdd(path, true))
        {
            logger.ScriptLeftOut(path, why);
        }

        return null;
    }

    private static string? Fault(HttpResponse response) =>
        !ContentCoding.IsKnown(response.Headers.ContentEncoding.ToString()) ? "its content coding isn't one that can be unpacked here"
        : response.Headers.CacheControl.ToString().Contains("no-transform", StringComparison.OrdinalIgnoreCase) ? "its Cache-Control forbids to change it"
        : null;

    private static bool IsFetched(HttpRequest request) => request.Headers["Sec-Fetch-Dest"] is { Count: > 0 } && !DocumentRequest.Is(request);

    private static bool IsDownload(HttpResponse response) => response.Headers.ContentDisposition.ToString().TrimStart().StartsWith("attachment", StringComparison.OrdinalIgnoreCase);

    private string Tag(string? nonce) => nonce is null ? $"<script src=\"{script}\"></script>" : $"<script nonce=\"{nonce}\" src=\"{script}\"></script>";
}
