using Bridge.Messaging;

namespace Bridge.E2E;

public sealed class ResumeTests(Browsers browsers)
{
    private const string Connect = """
        () => {
          window.seen = JSON.parse(sessionStorage.seen || '[]');
          window.c = Bridge.connect('/bridge', { resume: true });
          c.subscribe('numbers', m => { seen.push(m); sessionStorage.seen = JSON.stringify(seen); });
        }
        """;

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task A_reload_goes_on_where_the_handler_had_returned_and_a_duplicated_tab_has_its_own_session(string browser)
    {
        await using var site = await Site.StartAsync();
        var page = await browsers.OpenAsync(browser);
        await page.GotoAsync(site.Url);
        await page.EvaluateAsync(Connect);
        await page.WaitForFunctionAsync("() => c.transport === 'websocket'");
        var session = await page.EvaluateAsync<string>("() => c.session");
        await PublishAsync(site, 1, 5);
        await page.WaitForFunctionAsync("() => seen.length === 5");

        var reloading = page.ReloadAsync();
        await PublishAsync(site, 6, 10);
        await reloading;
        await page.EvaluateAsync(Connect);
        await page.WaitForFunctionAsync("() => seen.length >= 10");
        Assert.Equal(Enumerable.Range(1, 10), await page.EvaluateAsync<int[]>("() => seen"));
        Assert.Equal(session, await page.EvaluateAsync<string>("() => c.session"));

        // A duplicated tab: the same storage, while the first tab lives.
        var storage = await page.EvaluateAsync<string>("() => JSON.stringify(Object.assign({}, sessionStorage))");
        var copy = await page.Context.NewPageAsync();
        await copy.GotoAsync(site.Url);
        await copy.EvaluateAsync("text => Object.entries(JSON.parse(text)).forEach(([key, value]) => sessionStorage.setItem(key, value))", storage);
        await copy.EvaluateAsync(Connect);
        await copy.WaitForFunctionAsync("() => c.session");
        await PublishAsync(site, 11, 12);
        foreach (var tab in (Microsoft.Playwright.IPage[])[page, copy])
        {
            await tab.WaitForFunctionAsync("() => seen.length >= 12");
            Assert.Equal(Enumerable.Range(1, 12), await tab.EvaluateAsync<int[]>("() => seen"));
        }

        Assert.NotEqual(session, await copy.EvaluateAsync<string>("() => c.session"));
        await page.Context.CloseAsync();
    }

    private static async Task PublishAsync(Site site, int first, int last)
    {
        for (var number = first; number <= last; number++)
        {
            await site.Publisher.PublishAsync("numbers", Payload.Json($"{number}"));
        }
    }
}
