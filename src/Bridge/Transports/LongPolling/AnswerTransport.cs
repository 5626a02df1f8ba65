using Bridge.Diagnostics;
using Bridge.Dialects;
using Bridge.Messaging;
using Bridge.Sessions;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.LongPolling;

/// <summary>Answers old clients in their backend's place. What isn't their poll, or can't be answered from the log, goes to the backend as it came.</summary>
/// <param name="dialect">How the backend speaks.</param>
/// <param name="desk">Where the messages are.</param>
/// <param name="join">Has the backend polled while a client waits; null: it isn't polled now, so that only itself can answer.</param>
/// <param name="pass">Hands a request to the backend.</param>
/// <param name="patience">How long to wait for a cursor that the log doesn't hold yet.</param>
/// <param name="otherwise">Where a client begins whose cursor the log doesn't hold, when there is no backend to ask; null: there is one.</param>
/// <param name="meter">Counts.</param>
/// <param name="stopping">The host ends.</param>
internal sealed class AnswerTransport(
    IAnswerDialect dialect, AnswerDesk desk, Func<AnswerQuestion, IDisposable?> join, RequestDelegate pass, TimeSpan patience, Since? otherwise, BridgeMeter meter, CancellationToken stopping) : ITransport
{
    public async Task ServeAsync(HttpContext context)
    {
        var body = await BodyPeek.ReadAsync(context.Request, dialect.MaxBodyBytes, context.RequestAborted).ConfigureAwait(false);
        if (body is not { } read || dialect.Read(context.Request, read) is not { } question || (question.After is null && otherwise is null) || join(question) is not { } interest)
        {
            await pass(context).ConfigureAwait(false);
            return;
        }

        var messages = new List<Message>();
        AnswerStatus status;
        using (interest)
        {
            using var presence = meter.Enter(TransportNames.LongPolling);
            do
            {
                status = await desk.ReadAsync(
                    new AnswerQuery(question.Channel, question.After, question.Wait, question.Limit, question.MayArrive ? patience : TimeSpan.Zero, otherwise), messages, stopping, context.RequestAborted).ConfigureAwait(false);
            }
            while (status != AnswerStatus.Unknown && !await WriteAsync(context, question, messages).ConfigureAwait(false) && !stopping.IsCancellationRequested);
        }

        if (status == AnswerStatus.Unknown)
        {
            await pass(context).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> WriteAsync(HttpContext context, AnswerQuestion question, List<Message> messages)
    {
        var response = context.Response;
        var frames = FrameQueue.Rent();
        try
        {
            if (!dialect.Write(question, messages, response, frames))
            {
                return false;
            }

            // What the backend says of caching stands; where it says nothing, no cache may give one user's answer to another.
            response.Headers.TryAdd("Cache-Control", "no-store, no-transform");
            response.Headers.TryAdd("X-Content-Type-Options", "nosniff");
            if (response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            {
                response.ContentLength = frames[0].Length;
                await response.BodyWriter.WriteAsync(frames[0], context.RequestAborted).ConfigureAwait(false);
            }

            return true;
        }
        finally
        {
            frames.Return();
        }
    }
}
