using Bridge.Sessions;
using Microsoft.AspNetCore.Http;

namespace Bridge.Pages;

/// <summary>What a load balancer asks: is this node to be sent clients? Nothing but the node itself counts: what all nodes share, such as a database, is no reason to send them to another one.</summary>
internal sealed class ReadyPage(Drain drain)
{
    public Task ServeAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = drain.HasBegun ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(drain.HasBegun ? "ending\n" : "ready\n", context.RequestAborted);
    }
}
