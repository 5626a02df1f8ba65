using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Bridge.Forwarding;

/// <summary>An answer that this server gives in the backend's place. It says nothing about where the backend is.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code that programs look at.</param>
/// <param name="Text">What was wrong, where, and what to do.</param>
/// <param name="Reached">Whether the backend may have seen the request: then only a method that may be repeated is advised to be.</param>
internal sealed record ForwardFault(int Status, string Code, string Text, bool Reached)
{
    public static readonly ForwardFault Timeout = new(
        504, "backend_timeout", "The backend behind this server did not answer in time. It may have carried the request out: look before you send it again, or raise ResponseTimeout.", true);

    public static readonly ForwardFault Cut = new(
        502, "backend_cut", "The backend behind this server ended the connection without an answer. It may have carried the request out: look before you send it again.", true);

    public static readonly ForwardFault Invalid = new(
        502, "backend_invalid_response", "The backend behind this server answered with what is no valid response. It may have carried the request out; the operator finds the details in this server's log.", true);

    public static readonly ForwardFault Body = new(400, "request_body", "The request's body broke off or was not framed as announced. Send the whole request again.", false);

    public static readonly ForwardFault BodyLate = new(408, "request_timeout", "The request's body came too slowly. Send the whole request again.", false);

    public static readonly ForwardFault BodyLarge = new(413, "request_too_large", "The request's body is larger than this server passes on. Send less, or raise MaxRequestBodyBytes.", false);

    public static readonly ForwardFault Target = new(400, "request_target", "The request's target is not a path, so it can't be passed on to the backend. Ask for a path like /.", false);

    public static readonly ForwardFault Protocol = new(501, "upgrade_unsupported", "Of the protocols that HTTP/2 can carry in a CONNECT only websocket is passed on to the backend.", false);

    public static readonly ForwardFault Coding = new(501, "transfer_coding", "A request's body is passed on in no other transfer coding than chunked. Use Content-Encoding to compress it.", false);

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All of them, for the page that lists them.</summary>
    public static IEnumerable<ForwardFault> All => [Unreachable("…"), Timeout, Cut, Invalid, Body, BodyLate, BodyLarge, Target, Protocol, Coding];

    public static ForwardFault Unreachable(string cause) => new(
        502, "backend_unreachable", $"The backend behind this server can't be reached: {cause}. The request did not get to it; send it again in a moment.", false);

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.Clear();
        if (this == Coding)
        {
            response.Headers.Connection = "close"; // where such a body ends, a proxy in front may see otherwise: what comes behind it is not heard
        }

        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store, no-transform";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = "application/json; charset=utf-8";
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, Json))
        {
            json.WriteStartObject();
            json.WriteString("error"u8, Code);
            json.WriteString("text"u8, Text);
            json.WriteString("advice"u8, AdviceFor(context.Request.Method));
            json.WriteEndObject();
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length)).ConfigureAwait(false);
    }

    private string AdviceFor(string method) => Status >= 502 && (!Reached || HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)) ? "resume" : "stop";
}
