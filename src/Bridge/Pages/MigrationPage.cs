using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Bridge.Migration;
using Microsoft.AspNetCore.Http;

namespace Bridge.Pages;

/// <summary>What an operator moves old pages with: each endpoint's stage, who polls it, what comparing showed, and the switches.</summary>
internal sealed class MigrationPage(MigrationDesk desk, MigrationKeys keys)
{
    private const string Style = """
        :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
        body { margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
        section { border: 1px solid #8884; border-radius: .6rem; padding: 1rem 1.2rem; margin: 1rem 0; }
        h2 { margin: 0 0 .6rem; font-size: 1.15rem; } h2 small { font-weight: 400; color: #777; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .8rem .25rem 0; vertical-align: top; } th { font-weight: 600; white-space: nowrap; }
        ol { display: flex; flex-wrap: wrap; gap: .4rem; list-style: none; padding: 0; margin: .4rem 0; } li { padding: .1rem .7rem; border-radius: 1rem; border: 1px solid #8886; color: #777; }
        li.now { background: #18794e; border-color: #18794e; color: #fff; font-weight: 600; }
        .bad { color: #c0362c; font-weight: 600; } .note { color: #777; } code { overflow-wrap: anywhere; }
        button, select, input { font: inherit; padding: .15rem .6rem; } input { width: 5rem; } button.stop { background: #c0362c; color: #fff; border: 0; border-radius: .3rem; padding: .4rem 1rem; }
        @media (prefers-color-scheme: dark) { .bad { color: #ff8b80; } button.stop { background: #a32a21; } }
        """;

    private const string Script = """
        const call = async (method, path, body) => {
          const answer = await fetch(location.origin + location.pathname.replace(/\/$/, '') + path, { method, headers: { 'Bridge-Admin': '1', 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
          if (answer.ok) location.reload(); else alert(await answer.text());
        };
        document.querySelectorAll('form').forEach(form => form.addEventListener('submit', event => {
          event.preventDefault();
          const stage = form.stage.value, share = form.share.value;
          call('PUT', '/stages/' + encodeURIComponent(form.dataset.shape), { stage: /^(answer|intercept)$/.test(stage) && share < 100 ? `${stage} ${share}%` : stage });
        }));
        document.querySelector('.stop').addEventListener('click', () => call('POST', '/stop'));
        setInterval(() => document.activeElement === document.body && location.reload(), 5000);
        """;

    public async Task ServeAsync(HttpContext context)
    {
        if (await keys.AdmitAsync(context).ConfigureAwait(false) is not { } who)
        {
            return;
        }

        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(Html(desk.Report(), who, nonce), context.RequestAborted).ConfigureAwait(false);
    }

    private static string Html(MigrationReport report, string who, string nonce)
    {
        var html = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Bridge migration</title>
            <style nonce="{nonce}">{Style}</style></head><body>
            <h1>Migration</h1><p class="note">Signed in as {Text(who)}. A switch reaches open pages within seconds and is written down below. <button class="stop">Everything back to polling</button></p>

            """);
        foreach (var endpoint in report.Shapes)
        {
            Section(html, endpoint);
        }

        Strangers(html, report.Strangers);
        html.Append("<section><h2>Switches</h2><table>");
        foreach (var change in report.Changes)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{change.When:yyyy-MM-dd HH:mm:ss} UTC<td>{Text(change.Who)}<td>{Text(change.Shape)}<td>{Text(change.From)} → <b>{Text(change.To)}</b>");
        }

        return html.Append(report.Changes.Count == 0 ? "<tr><td class=note>None yet." : "").Append("</table></section>")
            .Append(CultureInfo.InvariantCulture, $"<script nonce=\"{nonce}\">{Script}</script></body></html>\n").ToString();
    }

    private static void Section(StringBuilder html, EndpointReport endpoint)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section><h2>{Text(endpoint.Shape)} <small>{Text(endpoint.Stage)}</small></h2><ol>");
        foreach (var stage in Enum.GetValues<Stage>())
        {
            html.Append(stage == endpoint.Settings.Stage ? "<li class=now>" : "<li>").Append(stage.ToString().ToLowerInvariant());
        }

        html.Append(CultureInfo.InvariantCulture, $"</ol><form data-shape=\"{Text(endpoint.Shape)}\"><select name=stage aria-label=Stage>");
        foreach (var stage in Enum.GetValues<Stage>())
        {
            html.Append(stage == endpoint.Settings.Stage ? "<option selected>" : "<option>").Append(stage.ToString().ToLowerInvariant());
        }

        var share = endpoint.Settings.Stage == Stage.Answer ? endpoint.Settings.Answer : endpoint.Settings.Stage == Stage.Intercept ? endpoint.Settings.Intercept : 100;
        html.Append(CultureInfo.InvariantCulture, $"</select> <input name=share type=number min=0 max=100 step=any value={share} aria-label=Percent> % <button>Switch</button></form><table>");
        if (endpoint.Why is { } why)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th>Intercept<td>not possible: {Text(why)}; its polls are answered instead.");
        }

        if (endpoint.Census is { } census)
        {
            Row(html, "Clients", $"{census.Clients} ({census.Tabs} tabs with the script{(census.Late > 0 ? $", {census.Late} loaded it too late" : "")})");
            Row(html, "Polls", $"{census.Polls:N0}, {census.PerSecond:0.##} a second; {string.Join(", ", census.Served.Select(pair => $"{pair.Value:N0} {pair.Key.ToString().ToLowerInvariant()}"))}");
            Row(html, "Answers", $"{census.Empty:P0} with nothing new; held {census.HeldMedian:N0} ms (median), {census.HeldP99:N0} ms (p99); {census.Bytes:N0} bytes");
            Row(html, "Matched", $"{census.Matched:P1}{string.Concat(census.Missed.Select(pair => $"; {pair.Value:N0} × {pair.Key}"))}");
            Row(html, "Pages", string.Join(", ", census.Pages.OrderByDescending(pair => pair.Value).Take(10).Select(pair => $"{(pair.Key.Length > 0 ? pair.Key : "one that doesn't say")} ({pair.Value})")));
            Row(html, "Browsers", string.Join(", ", census.Agents.Take(5).Select(pair => $"{pair.Key} ({pair.Value})")));
        }

        if (endpoint.Shadow is { } shadow)
        {
            Row(html, "Compared", $"{shadow.Same:N0} the same, {shadow.Different:N0} different, {shadow.Unjudged:N0} not to be judged; the push was {Math.Abs(shadow.Lead):N0} ms {(shadow.Lead < 0 ? "later" : "earlier")} (median)");
            foreach (var finding in shadow.Findings.Where(finding => finding.Verdict == ShadowVerdict.Different).Take(5))
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><th class=bad>Different<td>{finding.When:HH:mm:ss}, cursor <code>{Text(finding.Cursor ?? "")}</code>: {Text(finding.Reason)}");
            }
        }

        html.Append("</table></section>\n");
    }

    private static void Strangers(StringBuilder html, IReadOnlyList<StrangePoll> strangers)
    {
        if (strangers.Count == 0)
        {
            return;
        }

        html.Append("<section><h2>Polls that match no shape</h2><table>");
        foreach (var poll in strangers.Take(20))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th>{Text(poll.Method)} <code>{Text(poll.Path)}</code><td>{Text(string.Join(", ", poll.Parameters))}<td>clients: {poll.Clients}; requests: {poll.Requests:N0}, every {poll.Interval:N0} ms, held {poll.Held:N0} ms");
            if (poll.Proposal is { } proposal)
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><td colspan=3><details><summary>A shape for it, to be looked at and put under Shapes</summary><pre>{Text(proposal)}</pre></details>");
            }
        }

        html.Append("</table></section>\n");
    }

    private static void Row(StringBuilder html, string name, FormattableString text) => Row(html, name, text.ToString(CultureInfo.InvariantCulture));

    private static void Row(StringBuilder html, string name, string text) => html.Append("<tr><th>").Append(name).Append("<td>").Append(Text(text));

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
