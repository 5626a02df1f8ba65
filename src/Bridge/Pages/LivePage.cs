using Microsoft.AspNetCore.Http;

namespace Bridge.Pages;

/// <summary>What a supervisor asks: does the process serve at all? Nothing is looked at: a node that can't reach its database, or lets its clients go, is not helped by being killed.</summary>
internal static class LivePage
{
    public static Task ServeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("live\n", context.RequestAborted);
    }
}
