using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Transports.Limits;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports;

/// <summary>A transport behind what all of them need: no more of one visitor than he may, no secret in the URL, no page of a foreign origin, and a coded answer when something breaks.</summary>
internal sealed class CheckedTransport(ITransport transport, AddressLimits limits, OriginPolicy origins, BridgeMeter meter, ILogger<CheckedTransport> logger) : ITransport
{
    public async Task ServeAsync(HttpContext context)
    {
        var visitor = limits.VisitorOf(context, RequestChecks.CallerOf(context));
        if (limits.TryEnter(visitor))
        {
            try
            {
                await AnswerAsync(context).ConfigureAwait(false);
            }
            finally
            {
                limits.Leave(visitor);
            }
        }
        else
        {
            await HttpErrors.WriteAsync(context.Response, CloseReason.RateLimited).ConfigureAwait(false);
        }

        if (context.Features.Get<ToldRefusal>() is { } refusal)
        {
            meter.Replies.Refused(refusal.Code);
            if (context.Response.StatusCode is >= 400 and < 500 and not StatusCodes.Status429TooManyRequests)
            {
                limits.Fault(visitor);
            }
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!BodyFraming.IsPlain(context.Request))
        {
            await BodyFraming.RefuseAsync(context, CloseReason.BadMessage).ConfigureAwait(false);
            return;
        }

        if (RequestChecks.HasSecretInUrl(context.Request))
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.TokenInUrl).ConfigureAwait(false);
            return;
        }

        if (!origins.Allows(context))
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.Origin).ConfigureAwait(false);
            return;
        }

        try
        {
            await transport.ServeAsync(context).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is ConnectionResetException || (fault is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            context.Abort(); // the client went away; its cursor is its own, so nothing is lost, and of its body nothing more is to be read
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await BodyFraming.RefuseAsync(context, fault).ConfigureAwait(false);
        }
        catch (BridgeException refused) when (refused.Refusal.Retry && !context.Response.HasStarted)
        {
            await HttpErrors.WriteAsync(context.Response, refused.Refusal).ConfigureAwait(false); // the store is away or full: no fault of ours, and said in its own code
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            logger.RequestFailed(fault); // an answer that has begun is cut instead: the client asks again
            await HttpErrors.WriteAsync(context.Response, CloseReason.ServerError).ConfigureAwait(false);
        }
    }
}
