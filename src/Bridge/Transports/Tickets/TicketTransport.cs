using System.Text;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Transports.Limits;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.Tickets;

/// <summary>Gives whoever is signed in a ticket for one WebSocket handshake.</summary>
/// <param name="protocol">What the request's protocol header must say.</param>
/// <param name="tickets">Makes them.</param>
/// <param name="limits">A ticket is a handshake to come.</param>
internal sealed class TicketTransport(string protocol, OneTimeTickets tickets, AddressLimits limits) : ITransport
{
    public async Task ServeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await HttpErrors.WriteAsync(context.Response, Refusal.Method).ConfigureAwait(false);
        }
        else if (context.Request.Headers[RequestChecks.ProtocolHeader] != protocol)
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.ProtocolHeader).ConfigureAwait(false);
        }
        else if (RequestChecks.CallerOf(context) is not { Owner.Length: > 0 } caller)
        {
            await HttpErrors.WriteAsync(context.Response, CloseReason.Unauthorized).ConfigureAwait(false);
        }
        else if (!limits.MayOpen(context))
        {
            await HttpErrors.WriteAsync(context.Response, CloseReason.RateLimited).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(context.Response, await tickets.IssueAsync(caller, context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private static Task WriteAsync(HttpResponse response, string ticket)
    {
        HttpErrors.Harden(response);
        response.ContentType = "application/json; charset=utf-8";
        var body = Encoding.ASCII.GetBytes($$"""[{"type":"ticket","ticket":"{{ticket}}","expires":{{(int)OneTimeTickets.Lifetime.TotalMilliseconds}}}]""");
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body).AsTask();
    }
}
