using System.Collections.Frozen;
using System.Security.Claims;
using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports;

/// <summary>What every request is looked at for before anything is read of it.</summary>
internal static class RequestChecks
{
    /// <summary>The header that carries a session's token.</summary>
    public const string SessionHeader = "Bridge-Session";

    /// <summary>The header that a page of another origin can't send unasked.</summary>
    public const string ProtocolHeader = "Bridge-Protocol";

    private static readonly FrozenSet<string> Secrets =
        new[] { "token", "session", "access_token", "sid", "id_token" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Who is asking.</summary>
    public static Caller CallerOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true }
            ? new Caller(context.User, context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc)
            : Caller.Anonymous;

    /// <summary>Who is asking, from now on: what is heard of him later counts for him.</summary>
    public static Caller CallerOf(HttpContext context, BridgeScheduler scheduler)
    {
        var caller = CallerOf(context);
        return caller.Owner.Length > 0 ? caller with { Came = scheduler.Time.GetTimestamp() } : caller;
    }

    /// <summary>From here on the request is the ticket's owner's, until his credentials end; false: the ticket is nobody's.</summary>
    public static async ValueTask<bool> TryBecomeAsync(HttpContext context, OneTimeTickets tickets, string ticket)
    {
        if (await tickets.RedeemAsync(ticket, context.RequestAborted).ConfigureAwait(false) is not { } caller)
        {
            return false;
        }

        context.User = caller.User;
        context.Features.Set<IAuthenticateResultFeature>(new TicketResult(caller));
        return true;
    }

    /// <summary>Whether the URL carries something that looks like a secret: it would be in every log on the way.</summary>
    public static bool HasSecretInUrl(HttpRequest request)
    {
        foreach (var name in request.Query.Keys)
        {
            if (Secrets.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a body is JSON, as a page of another origin can't send it unasked.</summary>
    public static bool IsJson(HttpRequest request) => MediaType(request) == "application/json" && request.Headers.ContentEncoding.Count == 0;

    /// <summary>The body's media type without parameters, in lower case; empty when none is named.</summary>
    public static string MediaType(HttpRequest request) => (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The session's token, where the header names one; a header that can't be one names a session that nobody has.</summary>
    public static SessionToken? Token(HttpRequest request) => request.Headers[SessionHeader] switch
    {
        [] => null,
        [{ Length: > 0 and <= SessionToken.MaxLength } token] => new SessionToken(token),
        _ => new SessionToken(""),
    };

    private sealed class TicketResult(Caller caller) : IAuthenticateResultFeature
    {
        public AuthenticateResult? AuthenticateResult { get; set; } =
            AuthenticateResult.Success(new AuthenticationTicket(caller.User, new AuthenticationProperties { ExpiresUtc = caller.Expires }, "Bridge"));
    }
}
