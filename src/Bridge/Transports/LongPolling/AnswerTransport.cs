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
    IAnswerDialect dialect, AnswerDesk desk, Func<AnswerQuestion, IAnswerInterest?> join, RequestDelegate pass, TimeSpan patience, Since? otherwise, BridgeMeter meter,
    CancellationToken stopping) : ITransport
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly ReadOnlyMemory<byte> NewLine = "\n"u8.ToArray();

    public async Task ServeAsync(HttpContext context)
    {
        var body = await BodyPeek.ReadAsync(context.Request, dialect.MaxBodyBytes, context.RequestAborted).ConfigureAwait(false);
        await (body is { } read && dialect.Read(context.Request, read) is { } question ? ServeAsync(context, question) : pass(context)).ConfigureAwait(false);
    }

    /// <summary>Answers what was read already.</summary>
    public async Task ServeAsync(HttpContext context, AnswerQuestion question)
    {
        if ((question.After is null && otherwise is null) || join(question) is not { } interest)
        {
            await pass(context).ConfigureAwait(false);
            return;
        }

        using (interest)
        {
            var query = new AnswerQuery(question.Channel, question.After, question.Wait, question.Limit, question.MayArrive ? patience : TimeSpan.Zero)
            {
                Otherwise = otherwise,
                Interest = interest,
                IsLatest = question.IsLatest,
            };
            AnswerStatus status;
            using (meter.Connections.Park("legacy"))
            {
                status = dialect.IsHeadersFirst ? await HeadersFirstAsync(context, question, query).ConfigureAwait(false) : await AnswerAsync(context, question, query).ConfigureAwait(false);
            }

            if (status == AnswerStatus.Unknown)
            {
                // The interest stays: what the backend tells this client the log then holds too, so that its next poll is answered.
                await pass(context).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<AnswerStatus> AnswerAsync(HttpContext context, AnswerQuestion question, AnswerQuery query)
    {
        var messages = new List<Message>();
        AnswerStatus status;
        do
        {
            status = await desk.ReadAsync(query, messages, stopping, context.RequestAborted).ConfigureAwait(false);
        }
        while (status != AnswerStatus.Unknown && !await WriteAsync(context, question, messages, isOpen: false).ConfigureAwait(false) && !stopping.IsCancellationRequested);
        return status;
    }

    /// <summary>Once the headers are gone there is no way to the backend: so it is first seen whether the log can answer at all.</summary>
    private async ValueTask<AnswerStatus> HeadersFirstAsync(HttpContext context, AnswerQuestion question, AnswerQuery query)
    {
        var messages = new List<Message>();
        var status = await desk.ReadAsync(query with { Wait = TimeSpan.Zero }, messages, stopping, context.RequestAborted).ConfigureAwait(false);
        if (status != AnswerStatus.Nothing || query.Wait <= TimeSpan.Zero)
        {
            if (status != AnswerStatus.Unknown)
            {
                await WriteAsync(context, question, messages, isOpen: false).ConfigureAwait(false);
            }

            return status;
        }

        dialect.Open(context.Response);
        Harden(context.Response);
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        bool isWritten;
        do
        {
            status = await BeatAsync(context, query, messages).ConfigureAwait(false);

            // What was trimmed meanwhile is for the backend: nothing is told, and the next poll with the same cursor passes through.
            isWritten = await WriteAsync(context, question, status == AnswerStatus.News ? messages : [], isOpen: true).ConfigureAwait(false);
        }
        while (!isWritten && status == AnswerStatus.Nothing && !stopping.IsCancellationRequested);
        return AnswerStatus.Nothing;
    }

    /// <summary>Waits for news, with a sign of life now and then.</summary>
    private async ValueTask<AnswerStatus> BeatAsync(HttpContext context, AnswerQuery query, List<Message> messages)
    {
        var status = AnswerStatus.Nothing;
        for (var left = query.Wait; status == AnswerStatus.Nothing && left > TimeSpan.Zero && !stopping.IsCancellationRequested; left -= Heartbeat)
        {
            status = await desk.ReadAsync(query with { Wait = left < Heartbeat ? left : Heartbeat, Patience = TimeSpan.Zero }, messages, stopping, context.RequestAborted).ConfigureAwait(false);
            if (status == AnswerStatus.Nothing && dialect.HasHeartbeat && left > Heartbeat)
            {
                await context.Response.BodyWriter.WriteAsync(NewLine, context.RequestAborted).ConfigureAwait(false);
            }
        }

        return status;
    }

    /// <summary>What the backend says of caching stands; where it says nothing, no cache may give one user's answer to another.</summary>
    private static void Harden(HttpResponse response)
    {
        response.Headers.TryAdd("Cache-Control", "no-store, no-transform");
        response.Headers.TryAdd("X-Content-Type-Options", "nosniff");
    }

    private async ValueTask<bool> WriteAsync(HttpContext context, AnswerQuestion question, List<Message> messages, bool isOpen)
    {
        var response = context.Response;
        var frames = FrameQueue.Rent();
        try
        {
            if (!dialect.Write(question, messages, isOpen ? null : response, frames))
            {
                return false;
            }

            if (!isOpen)
            {
                Harden(response);
            }

            if (response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            {
                if (!isOpen)
                {
                    response.ContentLength = frames[0].Length;
                }

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
