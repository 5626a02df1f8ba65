using Microsoft.Playwright;

namespace Bridge.E2E;

public sealed class PhpChatTests(Browsers browsers) : IAsyncLifetime
{
    private PhpChat _php = null!;

    public async ValueTask InitializeAsync() => _php = await PhpChat.StartAsync();

    [Fact]
    public async Task A_php_application_gets_push_and_its_old_page_goes_on_working_beside_the_new_one()
    {
        var (gateway, through) = await Gateway.StartAsync(_php.Address, "samples/php-chat/appsettings.json");
        await using var ended = gateway;
        var pushed = await browsers.OpenAsync(Browsers.Chromium);
        await pushed.GotoAsync(new Uri(through, "/push.html").ToString());
        await Assertions.Expect(pushed.Locator("#transport")).ToHaveTextAsync("websocket");
        var old = await browsers.OpenAsync(Browsers.Chromium);
        await old.GotoAsync(through.ToString());

        for (var n = 0; n < 8; n++)
        {
            await SayAsync(n % 2 == 0 ? pushed : old, $"message {n}");
        }

        foreach (var page in (IPage[])[pushed, old])
        {
            await Assertions.Expect(page.Locator("#messages li")).ToHaveCountAsync(8);
            var texts = await page.Locator("#messages li").AllInnerTextsAsync();
            Assert.Equal(Enumerable.Range(0, 8).Select(n => $"message {n}"), texts.Select(text => text[text.IndexOf("message", StringComparison.Ordinal)..].Split('\n')[0]));
            await page.Context.CloseAsync();
        }
    }

    public ValueTask DisposeAsync() => _php.DisposeAsync();

    private static async Task SayAsync(IPage page, string text)
    {
        await page.Locator("input[name=name]").FillAsync("Ann");
        await page.Locator("input[name=text]").FillAsync(text);
        await page.Locator("#form button").ClickAsync();
        await Assertions.Expect(page.Locator("#messages li").Filter(new() { HasText = text })).ToHaveCountAsync(1);
    }
}
