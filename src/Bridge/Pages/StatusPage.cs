using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Bridge.Upstream;
using Microsoft.AspNetCore.Http;

namespace Bridge.Pages;

/// <summary>What an operator looks at: each legacy endpoint that is polled, how it goes, and since when. It tells cursors and faults, but no item and no credential.</summary>
internal sealed class StatusPage(UpstreamDesk upstream, TimeProvider time)
{
    private const string Head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="2"><title>Bridge status</title>
        <style>
        :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
        body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
        th { font-weight: 600; } td.n { text-align: right; font-variant-numeric: tabular-nums; } code { overflow-wrap: anywhere; }
        .Polling, .Pausing { color: #18794e; } .Starting { color: #8a6100; } .Failing, .Down, .Stopped { color: #c0362c; font-weight: 600; }
        @media (prefers-color-scheme: dark) { .Polling, .Pausing { color: #5bd59a; } .Starting { color: #e5b94d; } .Failing, .Down, .Stopped { color: #ff8b80; } }
        p { color: #777; }
        </style></head><body><h1>Legacy endpoints</h1>
        """;

    public Task ServeAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        response.ContentType = "text/html; charset=utf-8";
        return response.WriteAsync(Html(upstream.States), context.RequestAborted);
    }

    private string Html(IReadOnlyList<UpstreamState> states)
    {
        var html = new StringBuilder(Head);
        if (states.Count == 0)
        {
            return html.Append("<p>Nothing is polled now. An endpoint is polled while a client waits for its channel, and a while after.</p></body></html>\n").ToString();
        }

        html.Append("<table><tr><th>Shape<th>Channel<th>State<th>Polled by<th>Cursor<th>Last answer<th>Last items<th>Items<th>Answers<th>Failures<th>Restarts<th>Last fault");
        foreach (var state in states)
        {
            html.Append("\n<tr><td>").Append(Text(state.Shape)).Append("<td><code>").Append(Text(state.Channel.Value)).Append("</code><td class=").Append(state.Phase).Append('>').Append(state.Phase)
                .Append("<td>").Append(state.PolledBy is { } node ? Text(node) : "this node").Append("<td><code>").Append(Text(state.Cursor ?? "")).Append("</code><td>").Append(Ago(state.LastAnswer)).Append("<td>").Append(Ago(state.LastItems));
            foreach (var number in (long[])[state.Items, state.Answers, state.Failures, state.Restarts])
            {
                html.Append("<td class=n>").Append(number.ToString("N0", CultureInfo.InvariantCulture));
            }

            html.Append("<td>").Append(Text(state.LastFault ?? ""));
        }

        return html.Append("</table></body></html>\n").ToString();
    }

    private string Ago(DateTimeOffset? then) => then is not { } at ? "never" : (time.GetUtcNow() - at) switch
    {
        { TotalSeconds: < 2 } => "now",
        { TotalMinutes: < 2 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s ago"),
        { TotalHours: < 2 } span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min ago"),
        var span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h ago"),
    };

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
