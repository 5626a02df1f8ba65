using Bridge.Messaging;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.WebSockets;

/// <summary>Looks at what claims to be a WebSocket handshake (RFC 6455 section 4.2.1; RFC 8441 over HTTP/2), so that a bad one is told what it lacks, at once, and never becomes a poll.</summary>
internal static class Handshake
{
    private const int KeyLength = 24; // 16 bytes in base64
    private const string TicketPrefix = "bridge.ticket.";

    /// <summary>Answers a request that is no handshake.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        var (refusal, missing) = Fault(context.Request);
        if (refusal == Refusal.UpgradeRequired)
        {
            context.Response.Headers.Upgrade = "websocket";
            context.Response.Headers.Connection = "Upgrade";
            context.Response.Headers.SecWebSocketVersion = "13";
        }

        return HttpErrors.WriteAsync(context.Response, refusal, missing);
    }

    /// <summary>The first subprotocol of the client's that is also ours, or null.</summary>
    /// <remarks>A browser that offered any and is given none closes the socket: who offers nothing but a ticket gets that back, used up.</remarks>
    public static string? Choose(HttpContext context, IReadOnlyList<string> ours)
    {
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        return offered.FirstOrDefault(ours.Contains) ?? (offered is [var only] && IsTicket(only) ? only : null);
    }

    /// <summary>The one-time ticket among the subprotocols, or null: the only header that a browser's page can set.</summary>
    public static string? Ticket(HttpContext context) => context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(IsTicket)?[TicketPrefix.Length..];

    private static bool IsTicket(string protocol) => protocol.StartsWith(TicketPrefix, StringComparison.Ordinal);

    private static (Refusal Refusal, string Missing) Fault(HttpRequest request)
    {
        if (request.Protocol is "HTTP/2" or "HTTP/3")
        {
            // HTTP/2 forbids the headers of a 426.
            return (Refusal.Handshake, "Over HTTP/2 a WebSocket opens with CONNECT and :protocol websocket (RFC 8441).");
        }

        var headers = request.Headers;
        var missing = new List<string>();
        if (!HttpMethods.IsGet(request.Method))
        {
            missing.Add("the method GET");
        }

        if (request.Protocol == "HTTP/1.0")
        {
            missing.Add("HTTP/1.1 (a proxy on the way may speak HTTP/1.0)");
        }

        if (!headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase))
        {
            missing.Add("the header Upgrade: websocket (a proxy on the way may have removed it)");
        }

        if (!headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase))
        {
            missing.Add("the header Connection: Upgrade (a proxy on the way may have removed it)");
        }

        if (headers.SecWebSocketVersion != "13")
        {
            missing.Add("the header Sec-WebSocket-Version: 13");
        }

        if (missing.Count > 0)
        {
            return (Refusal.UpgradeRequired, $"Missing: {string.Join("; ", missing)}.");
        }

        var key = headers.SecWebSocketKey;
        return key.Count == 1 && key[0]!.Length == KeyLength
            ? (Refusal.Handshake, "The header Sec-WebSocket-Key is not the base64 of 16 bytes.")
            : (Refusal.Handshake, key.Count > 1 ? "The header Sec-WebSocket-Key came more than once." : "Missing: the header Sec-WebSocket-Key, the base64 of 16 bytes.");
    }
}
