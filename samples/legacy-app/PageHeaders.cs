using LegacyApp.Compare;

namespace LegacyApp;

/// <summary>What every page says about itself: only our own scripts and styles run, nobody frames us, and only we and the three lanes are talked to.</summary>
internal sealed class PageHeaders(int port, IReadOnlyList<Lane> lanes)
{
    private readonly string _policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        $"connect-src 'self' ws://127.0.0.1:{port} ws://localhost:{port} " +
        string.Join(' ', lanes.Select(lane => $"http://127.0.0.1:{lane.Port} ws://127.0.0.1:{lane.Port}"));

    /// <summary>Bridge's answers have their own headers; ours would only weigh on what /compare counts.</summary>
    public Task Add(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/bridge"))
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = _policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-cache";
        }

        return next(context);
    }
}
