using System.Text.Encodings.Web;
using System.Text.Json;
using Bridge.Messaging;
using Microsoft.AspNetCore.Http;

namespace Bridge.Transports;

/// <summary>Every answer that is not a success: one object that says what, in a code, and what to do, in a sentence. Nothing of the request is repeated.</summary>
internal static class HttpErrors
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpResponse response, Refusal refusal, string? detail = null)
    {
        if (refusal.Retry && refusal.Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "1";
        }

        return WriteAsync(response, refusal.Status, refusal.Code, detail is null ? refusal.Text : $"{refusal.Text} {detail}", refusal.Retry ? "resume" : "stop");
    }

    public static Task WriteAsync(HttpResponse response, CloseReason reason)
    {
        if (reason.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            response.Headers.RetryAfter = "1";
        }

        return WriteAsync(response, reason.Status, reason.Code, reason.Text, reason.AdviceCode);
    }

    /// <summary>What no answer of ours may lack.</summary>
    public static void Harden(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store, no-transform";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    private static async Task WriteAsync(HttpResponse response, int status, string code, string text, string advice)
    {
        response.HttpContext.Features.Set(new ToldRefusal(code));
        Harden(response);
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, Options))
        {
            json.WriteStartObject();
            json.WriteString("error"u8, code);
            json.WriteString("text"u8, text);
            json.WriteString("advice"u8, advice);
            json.WriteEndObject();
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length)).ConfigureAwait(false);
    }
}
