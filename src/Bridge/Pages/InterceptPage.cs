using System.Security.Cryptography;
using Bridge.ClientShim;
using Microsoft.AspNetCore.Http;

namespace Bridge.Pages;

/// <summary>The script for old pages, behind what it has to know of the shapes as they are now (docs/intercept.md).</summary>
/// <param name="plan">The plan as JSON, given the bridge's path.</param>
internal sealed class InterceptPage(Func<string, byte[]> plan)
{
    private const string Ending = "/" + ShimFiles.Intercept;

    private readonly byte[] _script = Read();

    public async Task ServeAsync(HttpContext context)
    {
        var address = context.Request.PathBase + context.Request.Path;
        byte[] content = [.. "(self.BridgePlan="u8, .. plan(address.Value![..^Ending.Length]), .. ");\n"u8, .. _script];
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
        var headers = context.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = "no-cache"; // kept, but asked for again each time: shapes change
        headers.XContentTypeOptions = "nosniff";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(etag, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = "text/javascript; charset=utf-8";
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static byte[] Read()
    {
        using var stream = ShimFiles.Open(ShimFiles.Intercept);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
