using System.IO.Pipelines;
using Bridge.Messaging;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports;

/// <summary>Where a request's body ends. Two servers in a row that see that differently take a part of one client's request for another client's (RFC 9112 section 11.2).</summary>
internal static class BodyFraming
{
    /// <summary>What Kestrel makes of a length that stands beside chunks; then it is no longer among the headers under its own name.</summary>
    private const string SetAside = "X-Content-Length";

    /// <summary>Whether the request says both how long its body is and that it comes in chunks.</summary>
    public static bool IsTwice(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0 && (request.ContentLength is not null || request.Headers.ContainsKey(SetAside));

    /// <summary>Whether the body is framed in the one way or the other, and in no coding beside chunks.</summary>
    public static bool IsPlain(HttpRequest request) =>
        request.Headers.TransferEncoding is not { Count: > 0 } coding || (coding is [var only] && "chunked".Equals(only, StringComparison.OrdinalIgnoreCase) && !IsTwice(request));

    /// <summary>Reads on. What is wrong with the chunks is the client's fault, in whichever way the server says it; a connection that breaks off is nobody's.</summary>
    /// <exception cref="BadHttpRequestException">The body can't be read, or comes too slowly.</exception>
    public static async ValueTask<ReadResult> ReadAsync(PipeReader body, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException broken) when (broken is not (BadHttpRequestException or ConnectionResetException))
        {
            throw new BadHttpRequestException("The body can't be read.", broken);
        }
    }

    /// <summary>Tells a client what was wrong with its body.</summary>
    public static Task RefuseAsync(HttpContext context, BadHttpRequestException fault) => RefuseAsync(context, fault.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => CloseReason.TooLarge,
        StatusCodes.Status408RequestTimeout => CloseReason.NoProgress,
        _ => CloseReason.BadMessage,
    });

    /// <summary>Tells a client what was wrong with its body, and listens to nothing more on its connection.</summary>
    public static Task RefuseAsync(HttpContext context, CloseReason reason)
    {
        EndConnection(context);
        return HttpErrors.WriteAsync(context.Response, reason);
    }

    /// <summary>The connection ends with the answer: what else comes on it is not looked at.</summary>
    public static void EndConnection(HttpContext context)
    {
        if (context.Request.Protocol.StartsWith("HTTP/1", StringComparison.Ordinal))
        {
            context.Response.Headers.Connection = "close";
        }
    }
}
