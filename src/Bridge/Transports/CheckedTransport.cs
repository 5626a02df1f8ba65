using Bridge.Messaging;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports;

/// <summary>A transport behind the checks that all of them need: no secret in the URL, no page of a foreign origin.</summary>
internal sealed class CheckedTransport(ITransport transport, OriginPolicy origins) : ITransport
{
    public Task ServeAsync(HttpContext context) =>
        RequestChecks.HasSecretInUrl(context.Request) ? HttpErrors.WriteAsync(context.Response, Refusal.TokenInUrl)
        : !origins.Allows(context) ? HttpErrors.WriteAsync(context.Response, Refusal.Origin)
        : transport.ServeAsync(context);
}
