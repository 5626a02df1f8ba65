using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Bridge.Forwarding;

/// <summary>The ways in which a request ends otherwise than with the backend's whole answer: what the client is told, and what the log.</summary>
internal sealed class Endings(Uri address, ILogger logger)
{
    /// <summary>Answers in the backend's place.</summary>
    public Task RefuseAsync(HttpContext context, ForwardFault answer, Exception? fault = null)
    {
        var (method, path) = (context.Request.Method, BackendTarget.PathForLogs(context));
        if (answer.Status >= 502)
        {
            logger.NotAnswered(method, path, address, answer.Code, fault);
        }
        else
        {
            logger.Refused(method, path, answer.Code, fault);
        }

        return answer.WriteAsync(context);
    }

    /// <summary>The client went away.</summary>
    public void LetGo(HttpContext context)
    {
        logger.ClientGone(context.Request.Method, BackendTarget.PathForLogs(context));
        context.Abort();
    }

    /// <summary>The answer broke off. Who has seen a part of it must not take it for the whole; who has seen nothing is told.</summary>
    public Task BreakOffAsync(HttpContext context, Exception fault, bool expired)
    {
        if (!context.Response.HasStarted)
        {
            return RefuseAsync(context, Judgement.Of(fault, null, expired), fault);
        }

        logger.AnswerCut(context.Request.Method, BackendTarget.PathForLogs(context), address, fault);
        Cut(context);
        return Task.CompletedTask;
    }

    /// <summary>Ends the connection, over HTTP/2 the stream, in a way that nobody takes for the end of a body.</summary>
    public static void Cut(HttpContext context)
    {
        const int internalError = 2; // RFC 9113 section 7
        if (context.Features.Get<IHttpResetFeature>() is { } stream)
        {
            stream.Reset(internalError);
        }
        else
        {
            context.Abort();
        }
    }
}
