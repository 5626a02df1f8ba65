using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bridge.Forwarding;

/// <summary>Writes the request that the backend gets.</summary>
internal sealed class OutgoingRequest(Uri address, ForwardingOptions options, ForwardedTrail trail)
{
    private readonly string _ownName = BackendTarget.HostOf(address);

    public HttpRequestMessage Make(HttpContext context, Uri target, UpgradeRequest? upgrade, RequestBody? body)
    {
        var message = new HttpRequestMessage(upgrade?.Connect is null ? HttpMethod.Parse(context.Request.Method) : HttpMethod.Get, target)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        if (body is not null)
        {
            body.Headers.ContentLength = context.Request.ContentLength;
        }

        CopyHeaders(context, message);
        trail.Add(context, message.Headers);
        message.Headers.TryAddWithoutValidation(
            "Host", options.Host == HostPolicy.Client && context.Request.Headers.Host is [{ Length: > 0 } host] ? host : _ownName);
        if (upgrade is not null)
        {
            AddUpgrade(context, upgrade, message);
        }
        else if (TakesTrailers(context))
        {
            message.Headers.TryAddWithoutValidation("TE", "trailers");
            message.Headers.TryAddWithoutValidation("Connection", "TE");
        }

        if (IsBoundToItsConnection(context.Request.Headers.Authorization))
        {
            message.Headers.ConnectionClose = true; // an upgrade too: it may be refused
        }

        return message;
    }

    private static void AddUpgrade(HttpContext context, UpgradeRequest upgrade, HttpRequestMessage message)
    {
        message.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        if (upgrade.Connect is null)
        {
            Add(message, "Upgrade", context.Request.Headers.Upgrade);
            return;
        }

        message.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        message.Headers.Remove("Sec-WebSocket-Key");
        message.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", WebSocketKey.Make());
        if (!message.Headers.Contains("Sec-WebSocket-Version"))
        {
            message.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        }
    }

    // NTLM and Negotiate sign in the connection, not the request: were it kept, the next user's request on it would be answered as this one's.
    private static bool IsBoundToItsConnection(StringValues authorization) => authorization.Any(
        value => value is not null && (value.StartsWith("NTLM", StringComparison.OrdinalIgnoreCase) || value.StartsWith("Negotiate", StringComparison.OrdinalIgnoreCase)));

    private static bool TakesTrailers(HttpContext context) =>
        ResponseTrailers.Of(context) is not null && HopByHop.Tokens(context.Request.Headers.TE).Contains("trailers", StringComparer.OrdinalIgnoreCase);

    private static void Add(HttpRequestMessage message, string name, StringValues values)
    {
        if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values!))
        {
            // A header of content, with or without a body: without one a Content-Length of 0 goes along.
            message.Content ??= new ByteArrayContent([]);
            message.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values!);
        }
    }

    private void CopyHeaders(HttpContext context, HttpRequestMessage message)
    {
        var named = HopByHop.NamedBy(context.Request.Headers.Connection);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!HopByHop.Ends(name, named) && !IsMadeAnew(name) && !trail.Drops(name, context))
            {
                Add(message, name, values);
            }
        }

        if (message.Content is null && context.Request.ContentLength == 0)
        {
            message.Content = new ByteArrayContent([]); // the client said that there is none; so does this server
        }
    }

    // Trailer announces what can't be passed on: HttpClient sends no trailers.
    private static bool IsMadeAnew(string name) =>
        name.StartsWith(':') || name.Equals("Host", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Trailer", StringComparison.OrdinalIgnoreCase);
}
