using System.Buffers;
using Bridge.Messaging;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports.Publishing;

/// <summary><c>POST …/channels/{channel}/messages</c>: any language publishes with one request. docs/dialects/plain.md.</summary>
internal sealed class PublishTransport(IPublisher publisher, PublishGuard guard, PublishingOptions options) : ITransport
{
    public async Task ServeAsync(HttpContext context)
    {
        if (!await guard.AllowsAsync(context).ConfigureAwait(false))
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.PublishForbidden).ConfigureAwait(false);
            return;
        }

        if (!ChannelName.TryParse(context.Request.RouteValues["channel"] as string, out var channel))
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.ChannelName).ConfigureAwait(false);
            return;
        }

        try
        {
            await PublishAsync(context, channel).ConfigureAwait(false);
        }
        catch (BridgeException refused)
        {
            await HttpErrors.WriteAsync(context.Response, refused.Refusal).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.PublishHeader).ConfigureAwait(false);
        }
    }

    private async Task PublishAsync(HttpContext context, ChannelName channel)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding.Count > 0 || KindOf(RequestChecks.MediaType(request), out var isBatch) is not { } kind)
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.PublishType).ConfigureAwait(false);
            return;
        }

        if (await BodyReader.ReadAsync(request, options.MaxBatchBytes, context.RequestAborted).ConfigureAwait(false) is not var (buffer, length))
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.PayloadTooLarge).ConfigureAwait(false);
            return;
        }

        List<Payload> payloads = isBatch ? Lines(buffer.AsSpan(0, length)) : [new Payload(buffer.AsSpan(0, length).ToArray(), kind)];
        ArrayPool<byte>.Shared.Return(buffer);
        if (payloads.Count == 0)
        {
            await HttpErrors.WriteAsync(context.Response, Refusal.Json).ConfigureAwait(false);
            return;
        }

        var key = request.Headers["Idempotency-Key"] is { Count: > 0 } given ? given.ToString() : null; // sent twice, it is one: a key is never dropped in silence
        var result = await publisher.PublishAsync(channel, payloads, AudienceOf(request), key, context.RequestAborted).ConfigureAwait(false);
        await AnswerAsync(context.Response, result, payloads.Count).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpResponse response, PublishResult result, int count)
    {
        HttpErrors.Harden(response);
        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync($$"""{"position":"{{result.Last}}","count":{{count}},"duplicate":{{(result.Duplicate ? "true" : "false")}}}""" + "\n").ConfigureAwait(false);
    }

    private static PayloadKind? KindOf(string type, out bool isBatch)
    {
        isBatch = type is "application/x-ndjson";
        return isBatch || type is "application/json" ? PayloadKind.Json
            : type is "text/plain" ? PayloadKind.Text
            : type is "application/octet-stream" ? PayloadKind.Binary
            : null;
    }

    private static List<Payload> Lines(ReadOnlySpan<byte> body)
    {
        var payloads = new List<Payload>();
        foreach (var range in body.Split((byte)'\n'))
        {
            var line = body[range].Trim(" \t\r"u8);
            if (!line.IsEmpty)
            {
                payloads.Add(new Payload(line.ToArray(), PayloadKind.Json));
            }
        }

        return payloads;
    }

    private static Audience AudienceOf(HttpRequest request)
    {
        var audience = Tags(request.Headers["Bridge-Tags"]) is { Length: > 0 } only ? Audience.Tagged(only) : Audience.Everyone;
        return Tags(request.Headers["Bridge-Except"]) is { Length: > 0 } except ? audience.But(except) : audience;
    }

    private static string[] Tags(string? header) => header?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
