using System.Text.Json;
using Bridge.TestKit.Hosts;
using Microsoft.Playwright;

namespace Bridge.E2E.Intercept;

/// <summary>An old page, unchanged, through all that happens to it: each item once and in order.</summary>
public sealed class OldPageTests(Browsers browsers)
{
    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task Its_polls_need_no_network_until_it_is_told_to_stop_and_again_afterwards(string browser)
    {
        await using var site = await OldSite.StartAsync();
        var page = await OpenAsync(browser, site);
        await SayAsync(site, page, 20);
        var before = site.Polls.Count;
        await SayAsync(site, page, 100);
        Assert.Equal(before, site.Polls.Count);

        site.Intercepts = false;
        site.Push.Restage("chat");
        await Eventually.HoldsAsync(async () => { await SayAsync(site, page, 1); return site.Polls.Count - before >= 5; }, "the page polls for itself");
        Assert.All(site.Polls.Skip(before), purpose => Assert.Equal("place", purpose));

        site.Intercepts = true;
        await SayAsync(site, page, 20);
        await Eventually.HoldsAsync(async () => { var polls = site.Polls.Count; await SayAsync(site, page, 5); return polls == site.Polls.Count; }, "the network is quiet");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task Cut_sockets_lose_and_double_nothing(string browser)
    {
        await using var site = await OldSite.StartAsync();
        var page = await OpenAsync(browser, site);
        for (var i = 0; i < 10; i++)
        {
            await SayAsync(site, page, 20);
            site.Push.Cut();
        }

        await SayAsync(site, page, 20);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task Without_push_it_polls_as_before_and_goes_back_when_push_is_back(string browser)
    {
        await using var site = await OldSite.StartAsync();
        var page = await OpenAsync(browser, site);
        await SayAsync(site, page, 10);
        site.Push.IsOpen = false;
        site.Push.Cut();
        await Eventually.HoldsAsync(() => site.Polls.Contains("pass"), "the page polls as before");
        await SayAsync(site, page, 10);
        site.Push.IsOpen = true;
        await Eventually.HoldsAsync(async () => { var polls = site.Polls.Count; await SayAsync(site, page, 3); return polls == site.Polls.Count; }, "the network is quiet");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task Two_tabs_and_one_that_comes_later_with_another_cursor_are_each_complete(string browser)
    {
        await using var site = await OldSite.StartAsync();
        var first = await OpenAsync(browser, site);
        await SayAsync(site, first, 10);
        var second = await first.Context.NewPageAsync();
        await second.GotoAsync($"{site.Url}/pages/loop.html?with&from=5");
        await second.BringToFrontAsync(); // the first is hidden from now on
        await SayAsync(site, second, 30, from: 5);
        await SayAsync(site, first, 5);
        await SayAsync(site, second, 5, from: 5);
        await first.ReloadAsync();
        await SayAsync(site, first, 5);
        await first.Context.CloseAsync();
    }

    [Fact]
    public async Task Now_and_then_an_answer_is_the_backends_own()
    {
        await using var site = await OldSite.StartAsync(audit: 500);
        var page = await OpenAsync(Browsers.Chromium, site);
        await Eventually.HoldsAsync(async () => { await SayAsync(site, page, 5); return site.Polls.Count(purpose => purpose == "audit") >= 3; }, "three audit polls came");
        Assert.All(site.Polls, purpose => Assert.Contains(purpose, (string[])["place", "audit"]));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_script_that_comes_late_says_so()
    {
        await using var site = await OldSite.StartAsync();
        var page = await browsers.OpenAsync(Browsers.Chromium);
        var warnings = new List<string>();
        page.Console += (_, message) => { if (message.Type == "warning") { warnings.Add(message.Text); } };
        await page.GotoAsync($"{site.Url}/pages/late.html?with");
        Assert.Contains("put this script first", Assert.Single(warnings));
        await page.EvaluateAsync("() => { fetch('/poll?last=0&wait=0') }");
        await Eventually.HoldsAsync(() => site.Tags.Any(tag => tag.EndsWith("; late", StringComparison.Ordinal)), "a poll says that its script was late");
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(string browser, OldSite site)
    {
        var page = await browsers.OpenAsync(browser);
        await page.GotoAsync($"{site.Url}/pages/loop.html?with");
        return page;
    }

    /// <summary>Says so many items, one after the other, and waits until the page has seen all that were ever said.</summary>
    private static async Task SayAsync(OldSite site, IPage page, int count, int from = 0)
    {
        for (var i = 0; i < count; i++)
        {
            site.Talk.Say($$"""{"n":{{site.Talk.Count + 1}}}""");
        }

        await Eventually.HoldsAsync(async () => await page.EvaluateAsync<int>("() => seen.length ? seen[seen.length - 1] : 0") == site.Talk.Count, "the page has seen everything");
        var seen = await page.EvaluateAsync<JsonElement>("() => seen");
        Assert.Equal(Enumerable.Range(from + 1, site.Talk.Count - from), seen.EnumerateArray().Select(number => number.GetInt32()));
    }
}
