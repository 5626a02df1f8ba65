using Bridge.Messaging;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports;

/// <summary>A transport behind the checks that all of them need: no secret in the URL, no page of a foreign origin. And a client that goes away in the middle is nobody's error.</summary>
internal sealed class CheckedTransport(ITransport transport, OriginPolicy origins) : ITransport
{
    public async Task ServeAsync(HttpContext context)
    {
        try
        {
            await (RequestChecks.HasSecretInUrl(context.Request) ? HttpErrors.WriteAsync(context.Response, Refusal.TokenInUrl)
                : !origins.Allows(context) ? HttpErrors.WriteAsync(context.Response, Refusal.Origin)
                : transport.ServeAsync(context)).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is ConnectionResetException || (fault is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            context.Abort(); // there is nobody to answer, and of its body nothing more to read
        }
    }
}
