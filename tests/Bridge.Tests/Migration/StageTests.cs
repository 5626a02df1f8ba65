using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bridge.Migration;
using Bridge.TestKit.Hosts;
using Bridge.Tests.Answering;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Migration;

/// <summary>What becomes of an old page's polls at each stage.</summary>
public sealed class StageTests
{
    private const string First = "/events?lastId=0";
    private const string Second = "/events?lastId=1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_observe_polls_pass_and_nobody_else_asks()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "observe");
        site.Legacy.Add("one");
        using var page = site.Client();
        Assert.Single(AnswerSite.ItemsOf(await page.GetStringAsync(First, Stop)));
        Assert.Equal((1, 0), (site.Legacy.ClientPolls, site.Legacy.MostBridgePolls));
        Assert.Empty(site.Upstream.States);
    }

    [Fact]
    public async Task At_tap_polls_pass_and_the_bridge_asks_too()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "tap");
        using var page = site.Client();
        var poll = page.GetStringAsync(First, Stop);
        await Eventually.HoldsAsync(() => site.Legacy.MostBridgePolls == 1, "the bridge polls beside the page");
        site.Legacy.Add("one");
        Assert.Single(AnswerSite.ItemsOf(await poll));
        Assert.Equal(1, site.Legacy.ClientPolls);
    }

    [Fact]
    public async Task At_answer_polls_end_at_the_bridge_and_the_way_back_is_one_call()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer");
        site.Legacy.Add("one");
        site.Legacy.Add("two");
        using var page = site.Client();
        await Eventually.HoldsAsync(async () => (await page.GetStringAsync(First, Stop)).Length > 2 && site.Upstream.States is [{ Items: 2 }], "the bridge holds the item");
        var passed = site.Legacy.ClientPolls;
        Assert.Single(AnswerSite.ItemsOf(await page.GetStringAsync(Second, Stop)));
        Assert.Equal(passed, site.Legacy.ClientPolls);

        using var stopped = await site.Operator.PostAsync("/bridge/migration/stop", null, Stop);
        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        Assert.Single(AnswerSite.ItemsOf(await page.GetStringAsync(Second, Stop)));
        Assert.Equal(passed + 1, site.Legacy.ClientPolls);
    }

    [Fact]
    public async Task At_intercept_a_page_with_the_script_is_told_its_place_and_one_without_is_answered()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "intercept");
        site.Legacy.Add("one");
        using var page = site.Client(note: "place; tab=abc");
        using var old = site.Client();
        await Eventually.HoldsAsync(async () => (await old.GetStringAsync(First, Stop)).Length > 2 && site.Upstream.States is [{ Items: 1 }], "the bridge holds the item");

        using var answer = await page.GetAsync("/events?lastId=1", Stop);
        Assert.Equal(["1"], answer.Headers.GetValues("Bridge-Place"));
        var place = await answer.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal("board", place.GetProperty("channel").GetString());
        Assert.EndsWith("-1", place.GetProperty("position").GetString(), StringComparison.Ordinal);

        using var audit = site.Client(note: "audit; tab=abc");
        var passed = site.Legacy.ClientPolls;
        Assert.Single(AnswerSite.ItemsOf(await audit.GetStringAsync(First, Stop)));
        Assert.Equal(passed + 1, site.Legacy.ClientPolls);
    }

    [Fact]
    public async Task A_cursor_that_nobody_knows_is_told_no_place()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "intercept");
        site.Legacy.Hold = TimeSpan.FromMilliseconds(50);
        using var page = site.Client(note: "place");
        using var answer = await page.GetAsync("/events?lastId=77", Stop);
        Assert.False(answer.Headers.Contains("Bridge-Place"));
        Assert.Equal("[]", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_backend_never_sees_what_the_script_says()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "observe");
        var seen = "";
        site.Legacy.Instead = context =>
        {
            seen = string.Join(",", context.Request.Headers.Keys);
            return Task.CompletedTask;
        };
        using var page = site.Client(note: "pass; tab=abc");
        await page.GetStringAsync(First, Stop);
        Assert.Contains("Host", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Bridge", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Into_a_channel_of_its_own_a_page_comes_with_the_ticket_of_its_place_alone()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Private, "intercept");
        site.Legacy.Add("secret", "ann");
        site.Legacy.Add("another", "ann");
        using var page = site.Client(note: "place", cookie: "user=ann");
        JsonElement place = default;
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await page.GetAsync(Second, Stop);
                place = answer.Headers.Contains("Bridge-Place") ? await answer.Content.ReadFromJsonAsync<JsonElement>(Stop) : default;
                return place.ValueKind == JsonValueKind.Object;
            },
            "the place is known");

        var channel = place.GetProperty("channel").GetString()!;
        var ticket = place.GetProperty("ticket").GetString()!;
        Assert.Contains("\"subscribed\"", await OpenAsync(site, channel, ticket), StringComparison.Ordinal);
        Assert.Contains("channel_forbidden", await OpenAsync(site, channel, null), StringComparison.Ordinal);
        Assert.Contains("channel_forbidden", await OpenAsync(site, channel, ticket[..^1] + (ticket[^1] == 'A' ? 'B' : 'A')), StringComparison.Ordinal);
        Assert.Contains("channel_forbidden", await OpenAsync(site, channel[..^1] + (channel[^1] == 'A' ? 'B' : 'A'), ticket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_endpoint_says_until_when_and_then_that_it_is_gone()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "retired 2999-01-31");
        site.Legacy.Add("one");
        using var page = site.Client();
        using var warned = await page.GetAsync(First, Stop);
        Assert.Equal(HttpStatusCode.OK, warned.StatusCode);
        Assert.Equal(["Thu, 31 Jan 2999 00:00:00 GMT"], warned.Headers.GetValues("Sunset"));
        Assert.StartsWith("@", Assert.Single(warned.Headers.GetValues("Deprecation")), StringComparison.Ordinal);

        await site.SwitchAsync("board", "retired");
        using var gone = await page.GetAsync(First, Stop);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.Contains("Reload the page", await gone.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_percentage_is_of_clients_not_of_polls()
    {
        var shape = AnswerSite.Public.Replace("\"scope\": \"public\"", "\"scope\": \"public\", \"cohort\": { \"key\": \"user\" }", StringComparison.Ordinal);
        await using var site = await MigrationSite.StartAsync(shape, "answer 50%");
        site.Legacy.Hold = TimeSpan.FromMilliseconds(20);
        site.Legacy.Add("one");
        site.Legacy.Add("two");
        using var first = site.Client();
        using var upstream = site.Upstream.States.Count == 0 ? await first.GetAsync(First, Stop) : null;
        await Eventually.HoldsAsync(() => site.Upstream.States is [{ Items: 2 }], "the bridge holds the item");
        for (var n = 0; n < 40; n++)
        {
            using var page = site.Client(cookie: $"user=u{n}");
            var passed = site.Legacy.ClientPolls;
            await page.GetStringAsync(Second, Stop);
            var isPassed = site.Legacy.ClientPolls > passed;
            await page.GetStringAsync(Second, Stop);
            Assert.Equal(isPassed ? passed + 2 : passed, site.Legacy.ClientPolls);
            Assert.Equal(Bridge.Migration.Cohort.Share($"u{n}") >= 50, isPassed);
        }
    }

    [Fact]
    public async Task A_place_is_for_this_page_alone_and_says_what_it_is()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "intercept");
        site.Legacy.Add("one");
        using var page = site.Client(note: "place; tab=t1");
        await Eventually.HoldsAsync(async () => (await page.GetStringAsync(First, Stop)).Length > 2 && site.Upstream.States is [{ Items: 1 }], "the bridge holds the item");
        using var place = await page.GetAsync(Second, Stop);
        Assert.Equal("1", place.Headers.GetValues("Bridge-Place").Single());
        Assert.Equal("no-store", place.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", place.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("application/json", place.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task The_cookie_of_a_percentage_is_given_with_documents_only_and_once()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "answer 50%");
        site.Legacy.Instead = context =>
        {
            context.Response.ContentType = context.Request.Query["type"] is [var type] ? type : "text/html";
            return context.Response.WriteAsync("<p>", Stop);
        };
        async Task<string?> CookieAsync(string path, string? destination = null, string? cookie = null, string method = "GET")
        {
            using var page = site.Client(cookie: cookie);
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (destination is not null)
            {
                request.Headers.Add("Sec-Fetch-Dest", destination);
            }

            using var answer = await page.SendAsync(request, Stop);
            return answer.Headers.TryGetValues("Set-Cookie", out var set) ? set.Single() : null;
        }

        // Not /events as the shape has it: so it is no poll.
        var given = await CookieAsync("/events?type=text/html;charset=utf-8");
        Assert.Matches("^bridge-cohort=[0-9a-f]{24}; max-age=31536000; path=/; samesite=lax; httponly$", given!);
        Assert.NotNull(await CookieAsync("/events?type=text/html", "document"));
        Assert.NotNull(await CookieAsync("/events?type=text/html", "iframe"));
        Assert.Null(await CookieAsync("/events?type=text/html", "empty"));
        Assert.Null(await CookieAsync("/events?type=application/json"));
        Assert.Null(await CookieAsync("/events?type=text/html", cookie: "bridge-cohort=mine"));
        Assert.Null(await CookieAsync("/events?lastId=1")); // a poll
        await site.SwitchAsync("board", "answer");
        Assert.Null(await CookieAsync("/events?type=text/html"));
    }

    private static async Task<string> OpenAsync(MigrationSite site, string channel, string? ticket)
    {
        using var client = site.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/bridge/poll")
        {
            Content = new StringContent(JsonSerializer.Serialize(new object[] { new { type = "open", subscribe = new object[] { ticket is null ? new { channel } : new { channel, ticket } } } }), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Bridge-Protocol", "bridge.v1");
        using var answer = await client.SendAsync(request, Stop);
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    [Fact]
    public async Task Who_is_not_among_the_percentage_is_told_no_place()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "intercept 50%");
        site.Legacy.Add("one");
        site.Legacy.Hold = TimeSpan.FromMilliseconds(50);
        using var warm = site.Client(note: "place", cookie: "bridge-cohort=" + Enumerable.Range(0, 1_000).Select(n => $"client{n}").First(id => Cohort.IsIn(site.Stages["board"], 50, id)));
        await Eventually.HoldsAsync(
            async () =>
            {
                using var answer = await warm.GetAsync(Second, Stop);
                return answer.Headers.Contains("Bridge-Place");
            },
            "who is in is told the place");

        using var other = site.Client(note: "place", cookie: "bridge-cohort=" + Enumerable.Range(0, 1_000).Select(n => $"client{n}").First(id => !Cohort.IsIn(site.Stages["board"], 50, id)));
        using var passed = await other.GetAsync(Second, Stop);
        Assert.False(passed.Headers.Contains("Bridge-Place"));
        var clients = (await site.ReportAsync()).GetProperty("shapes")[0];
        Assert.True(clients.GetProperty("interceptable").GetBoolean());
    }
}
