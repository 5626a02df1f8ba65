using Microsoft.Playwright;

namespace Bridge.E2E;

public sealed class SampleTests(Browsers browsers, SampleProcess sample) : IClassFixture<SampleProcess>
{
    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task The_moved_board_goes_from_long_polling_to_websocket_and_its_graph_moves(string browser)
    {
        var page = await browsers.OpenAsync(browser);
        await page.AddInitScriptAsync("""
            window.badges = [];
            addEventListener('DOMContentLoaded', () => {
              const badge = document.getElementById('link');
              new MutationObserver(() => badges.push(badge.dataset.transport)).observe(badge, { attributes: true, attributeFilter: ['data-transport'] });
            });
            """);
        await page.GotoAsync(sample.New);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("websocket");
        var badges = await page.EvaluateAsync<string[]>("() => badges");
        Assert.True(Array.IndexOf(badges, "polling") < Array.LastIndexOf(badges, "websocket") && badges.Contains("polling"), string.Join(" → ", badges));

        var before = await page.Locator("#board").InnerHTMLAsync();
        await page.WaitForFunctionAsync("before => document.getElementById('board').innerHTML !== before", before);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Old_and_new_board_show_the_same_events_in_the_same_order_while_the_new_one_switches()
    {
        var old = await browsers.OpenAsync(Browsers.Chromium);
        await old.GotoAsync(sample.Old);
        var moved = await browsers.OpenAsync(Browsers.Chromium);
        await moved.GotoAsync(sample.New);
        foreach (var mode in (string[])["polling", "websocket", "auto"])
        {
            await moved.Locator($"#switch input[value={mode}]").CheckAsync(new() { Force = true });
            await WriteAsync(old, "old", $"from the old board, {mode}");
            await WriteAsync(moved, "new", $"from the new board, {mode}");
        }

        await Assertions.Expect(moved.GetByText("from the new board, auto").First).ToBeVisibleAsync();
        await Assertions.Expect(old.GetByText("from the new board, auto").First).ToBeVisibleAsync();
        var (oldIds, newIds) = (await IdsAsync(old), await IdsAsync(moved));
        var (first, last) = (Math.Max(oldIds[0], newIds[0]), Math.Min(oldIds[^1], newIds[^1]));
        Assert.InRange(last - first, 5, int.MaxValue);
        var expected = Enumerable.Range(first, last - first + 1);
        Assert.Equal(expected, oldIds.Where(id => id >= first && id <= last));
        Assert.Equal(expected, newIds.Where(id => id >= first && id <= last));
        await old.Context.CloseAsync();
        await moved.Context.CloseAsync();
    }

    [Fact]
    public async Task With_a_slow_network_websocket_is_ahead_of_long_polling_ahead_of_short_polling()
    {
        var page = await browsers.OpenAsync(Browsers.Chromium);
        await page.GotoAsync(sample.Compare);
        var slider = page.Locator("input[name=delay]");
        await slider.EvaluateAsync("slider => { slider.value = 50; slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change')); }");
        await page.WaitForFunctionAsync("() => compare.lanes.every(lane => lane.samples.all.length >= 100 && lane.samples.percentile(50) >= 50)", null, new() { Timeout = 60_000 });

        var medians = await page.EvaluateAsync<double[]>("() => compare.lanes.map(lane => lane.samples.percentile(50))");
        Assert.True(medians[2] < medians[1] && medians[1] < medians[0], string.Join(" ms, ", medians));
        await page.Context.CloseAsync();
    }

    private static async Task WriteAsync(IPage page, string author, string text)
    {
        await page.Locator("input[name=who]").FillAsync(author);
        await page.Locator("input[name=text]").FillAsync(text);
        await page.Locator(".log form button").ClickAsync();
        await Assertions.Expect(page.GetByText(text).First).ToBeVisibleAsync();
    }

    /// <summary>The ids of the events that the page shows, in the order in which they came.</summary>
    private static Task<int[]> IdsAsync(IPage page) => page.EvaluateAsync<int[]>(OldBoard.Ids);
}
