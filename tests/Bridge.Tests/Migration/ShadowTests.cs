using System.Text.Json;
using Bridge.TestKit.Hosts;
using Bridge.Tests.Answering;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Migration;

/// <summary>What comparing finds: an old page and the bridge ask the same backend, which tells them the same, or not.</summary>
public sealed class ShadowTests
{
    private const string One = """{"id":1,"text":"one"}""";
    private const string Two = """{"id":2,"text":"two"}""";
    private const string Three = """{"id":3,"text":"three"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_same_items_are_the_same() => JudgedAsync([One, Two, Three], [Two, Three], "same", 1, null);

    [Fact]
    public Task An_item_that_the_bridge_lacks_is_missing() => JudgedAsync([One, Three], [Two, Three], "different", 1, "missing");

    [Fact]
    public Task An_item_that_only_the_bridge_has_is_extra() => JudgedAsync([One, Two, Three], [Three], "different", 1, "extra");

    [Fact]
    public Task An_item_that_says_something_else_is_changed() => JudgedAsync([One, Two, Three], ["""{"id":2,"text":"tow"}""", Three], "different", 1, "changed");

    [Fact]
    public Task Items_that_change_places_are_in_another_order() => JudgedAsync([One, Two, Three], [Three, Two], "different", 1, "another order");

    [Fact]
    public Task Items_that_come_too_late_are_different() => JudgedAsync([One], [Two], "different", 1, "later than 5 s");

    [Fact]
    public Task An_old_page_that_hears_nothing_of_what_the_bridge_has_shows_an_extra_item() => JudgedAsync([One, Two], [], "different", 1, "extra item");

    [Fact]
    public Task A_backend_that_is_not_to_be_understood_can_t_be_judged() => JudgedAsync([One, Two], null, "unjudged", 1, "makes no sense");

    [Fact]
    public Task A_cursor_that_the_bridge_doesn_t_hold_can_t_be_judged() => JudgedAsync([One, Two], [Two], "unjudged", 77, "doesn't hold the cursor");

    [Fact]
    public async Task A_backend_that_the_bridge_can_t_reach_is_never_the_same()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "shadow");
        await ServeAsync(site, [One], [Two]);
        site.Legacy.Instead = context => context.Request.Headers.UserAgent == "Bridge" ? BreakAsync(context) : WriteAsync(context, [Two]);
        await Eventually.HoldsAsync(async () => await VerdictAsync(site, "unjudged", 1) > 0 && site.Upstream.States is [{ Phase: Bridge.Upstream.UpstreamPhase.Down }], "the backend is down for the bridge");
        var same = await CountAsync(site, "same");
        await VerdictAsync(site, "unjudged", 1);
        Assert.Equal(same, await CountAsync(site, "same"));
    }

    [Theory]
    [InlineData("observe", null, false)]
    [InlineData("tap", null, false)]
    [InlineData("answer 0%", null, false)]
    [InlineData("shadow", null, true)]
    [InlineData("observe", "audit; tab=a", false)]
    [InlineData("answer", "audit; tab=a", true)]
    public async Task What_passes_is_compared_at_shadow_and_where_a_page_asks_for_it(string stage, string? note, bool isCompared)
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, stage);
        site.Legacy.Add("one");
        site.Legacy.Add("two");
        using var page = site.Client(note: note);
        var measured = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "Bridge", Name: "bridge.legacy.compared" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => measured.Enqueue(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        listener.Start();
        if (isCompared)
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    await page.GetStringAsync("/events?lastId=1", Stop);
                    return await CountAsync(site, "same") > 0;
                },
                "it is compared");
            Assert.Contains("board same", measured);
        }
        else
        {
            for (var n = 0; n < 5; n++)
            {
                await page.GetStringAsync("/events?lastId=1", Stop);
            }

            Assert.False((await site.ReportAsync()).GetProperty("shapes")[0].TryGetProperty("shadow", out _));
        }
    }

    private static async Task JudgedAsync(string[] bridge, string[]? page, string verdict, int cursor, string? reason)
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "shadow");
        await ServeAsync(site, bridge, page);
        await Eventually.HoldsAsync(async () => await VerdictAsync(site, verdict, cursor) > 0, $"it is {verdict}");
        var shadow = (await site.ReportAsync()).GetProperty("shapes")[0].GetProperty("shadow");
        Assert.All((string[])["same", "different", "unjudged"], other => Assert.True(other == verdict || shadow.GetProperty(other).GetInt64() == 0 || other == "unjudged", $"also {other}: {shadow}"));
        if (reason is not null)
        {
            Assert.Contains(shadow.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("reason").GetString()!.Contains(reason, StringComparison.Ordinal));
        }
    }

    /// <summary>The backend tells the bridge one thing and the page another; the bridge has heard all of it.</summary>
    private static async Task ServeAsync(MigrationSite site, string[] bridge, string[]? page)
    {
        var first = new TaskCompletionSource();
        site.Legacy.Instead = async context =>
        {
            var after = int.Parse(context.Request.Query["lastId"]!, System.Globalization.CultureInfo.InvariantCulture);
            if (context.Request.Headers.UserAgent != "Bridge")
            {
                await (page is null ? context.Response.WriteAsync("<h1>Oops</h1>") : WriteAsync(context, page));
                return;
            }

            var news = bridge.Where(item => JsonDocument.Parse(item).RootElement.GetProperty("id").GetInt32() > after).ToList();
            if (news.Count == 0)
            {
                first.TrySetResult();
                await Task.Delay(TimeSpan.FromSeconds(1), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await WriteAsync(context, after == 0 ? news.Take(1) : news);
        };
        using var client = site.Client();
        await client.GetStringAsync("/events?lastId=0", Stop);
        await first.Task.WaitAsync(Stop);
    }

    /// <summary>Polls once as an old page, and waits until that is judged; how many have that verdict.</summary>
    private static async Task<long> VerdictAsync(MigrationSite site, string verdict, int cursor)
    {
        using var client = site.Client();
        var before = await CountAsync(site, "same") + await CountAsync(site, "different") + await CountAsync(site, "unjudged");
        await client.GetStringAsync($"/events?lastId={cursor}", Stop);
        await Eventually.HoldsAsync(async () => await CountAsync(site, "same") + await CountAsync(site, "different") + await CountAsync(site, "unjudged") > before, "it is judged");
        return await CountAsync(site, verdict);
    }

    private static async Task<long> CountAsync(MigrationSite site, string verdict) =>
        (await site.ReportAsync()).GetProperty("shapes")[0].TryGetProperty("shadow", out var shadow) ? shadow.GetProperty(verdict).GetInt64() : 0;

    private static Task WriteAsync(HttpContext context, IEnumerable<string> items)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($"[{string.Join(",", items)}]", Stop);
    }

    private static Task BreakAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
