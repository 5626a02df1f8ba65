using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bridge.E2E.Intercept;

/// <summary>Whatever a backend may answer: kinds of body, redirects, delays, pieces, and what is cut.</summary>
internal static class OddAnswers
{
    private static readonly string[] Unsteady = ["host", "referer", "user-agent", "connection", "cookie", "origin"];

    public static async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        int Number(string name, int other) => int.TryParse(context.Request.Query[name], out var number) ? number : other;
        switch ((string)context.Request.RouteValues["what"]!)
        {
            case "json":
                await TextAsync("{\"a\": [1.0, \"ü\"]}", "application/json");
                break;
            case "html":
                await TextAsync("<!doctype html><title>t</title><p>hi", "text/html; charset=utf-8");
                break;
            case "xml":
                await TextAsync("<a><b>ü</b></a>", "application/xml");
                break;
            case "badjson":
                await TextAsync("{\"a\": ", "application/json");
                break;
            case "latin1":
                response.ContentType = "text/plain; charset=iso-8859-1";
                await response.Body.WriteAsync(new byte[] { 0x67, 0x72, 0xfc, 0x6e });
                break;
            case "empty":
                response.ContentLength = 0;
                break;
            case "status":
                response.StatusCode = int.Parse((string)context.Request.RouteValues["more"]!, CultureInfo.InvariantCulture);
                if (response.StatusCode != 204)
                {
                    await TextAsync("status", "text/plain");
                }

                break;
            case "headers":
                response.Headers.Append("X-Twice", "1");
                response.Headers.Append("X-Twice", "2");
                response.Headers["X-B"] = "b";
                response.Headers.SetCookie = "a=1";
                await TextAsync("headers", "text/plain");
                break;
            case "open":
                response.Headers.AccessControlAllowOrigin = "*";
                await TextAsync("open", "text/plain");
                break;
            case "echo":
                await EchoAsync(context);
                break;
            case "sink":
                await context.Request.Body.CopyToAsync(Stream.Null);
                await TextAsync("taken", "text/plain");
                break;
            case "slow":
                await Task.Delay(Number("ms", 100), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                await TextAsync("slow", "text/plain");
                break;
            case "chunks":
                response.ContentType = "text/plain";
                for (var i = 0; i < Number("n", 3); i++)
                {
                    await response.WriteAsync(new string((char)('a' + i), 2000));
                    await response.Body.FlushAsync();
                    await Task.Delay(Number("ms", 20));
                }

                break;
            case "big":
                response.ContentType = "text/plain";
                await response.WriteAsync(new string('x', 2_000_000));
                break;
            case "redirect":
                response.StatusCode = Number("code", 302);
                response.Headers.Location = context.Request.Query["to"].ToString();
                break;
            case "loop":
                response.Redirect("/api/loop");
                break;
            case "cut":
                context.Abort();
                break;
            case "truncated":
                response.ContentLength = 1000;
                await response.WriteAsync("begun");
                await response.Body.FlushAsync();
                await Task.Delay(50);
                context.Abort();
                break;
            default:
                response.StatusCode = 404;
                break;
        }

        async Task TextAsync(string text, string type)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            response.ContentType = type;
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes);
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var text = Convert.ToHexString(body.ToArray());
        var type = context.Request.ContentType ?? "";
        var form = type.StartsWith("multipart/", StringComparison.Ordinal); // its boundary is chance
        var headers = context.Request.Headers.Where(header => !Unsteady.Contains(header.Key.ToLowerInvariant()) && !(form && header.Key is "Content-Type" or "Content-Length"))
            .Select(header => $"{header.Key}: {header.Value}");
        await context.Response.WriteAsJsonAsync(new
        {
            context.Request.Method,
            Target = context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            Headers = headers,
            Body = form ? $"{text.Length > 0}" : text,
        });
    }
}
