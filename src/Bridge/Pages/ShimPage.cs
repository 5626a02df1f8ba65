using System.Security.Cryptography;
using Bridge.ClientShim;
using Microsoft.AspNetCore.Http;

namespace Bridge.Pages;

/// <summary>One of the shim's files, as it stands in the assembly, with an ETag so that a page fetches it once.</summary>
internal sealed class ShimPage
{
    private readonly byte[] _content;
    private readonly string _etag;
    private readonly string _contentType;

    public ShimPage(string file)
    {
        using var stream = ShimFiles.Open(file);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        _content = copy.ToArray();
        _etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(_content).AsSpan(0, 8))}\"";
        _contentType = file == ShimFiles.Declarations ? "text/plain; charset=utf-8" : "text/javascript; charset=utf-8";
    }

    public async Task ServeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ETag = _etag;
        headers.CacheControl = "no-cache"; // kept, but asked for again each time: 304 while it is the same
        headers.XContentTypeOptions = "nosniff";
        headers.AccessControlAllowOrigin = "*"; // a script file holds nothing of anybody
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (IsKept(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = _contentType;
        context.Response.ContentLength = _content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(_content).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the page has this very file. Proxies that compress make the tag a weak one (RFC 9110 section 13.1.2: that counts).</summary>
    private bool IsKept(HttpRequest request)
    {
        foreach (var condition in request.Headers.IfNoneMatch.ToString().Split(','))
        {
            var tag = condition.Trim();
            if (tag == "*" || tag == _etag || tag == "W/" + _etag)
            {
                return true;
            }
        }

        return false;
    }
}
