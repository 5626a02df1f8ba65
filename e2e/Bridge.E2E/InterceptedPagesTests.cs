using System.Collections.Concurrent;
using Bridge.TestKit.Hosts;
using Microsoft.Playwright;

namespace Bridge.E2E;

/// <summary>Old pages, byte for byte as they were, whose own polls are answered inside the page: nothing goes to the network, nothing is missing and nothing twice; and back, and up again.</summary>
public sealed class InterceptedPagesTests(Browsers browsers)
{
    private const string ChatTexts = "() => [...document.querySelectorAll('#messages li')].map(line => +/message (\\d+)/.exec(line.textContent)[1])";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task The_board_is_pushed_to_without_a_line_changed_and_goes_back_and_up_again(string browser)
    {
        await using var board = await Started.StartAsync("dotnet", [Started.Built("samples/legacy-app/LegacyBoard", "LegacyBoard.dll"), "--port", "0"], "^READY (\\S+)$");
        await using var counted = await CountedBackend.StartAsync(new Uri(board.Ready.Groups[1].Value), "/api/events");
        await using var gateway = await Moved.StartAsync(counted.Address, "samples/legacy-app/gateway/appsettings.json", "board", "intercept", "--set", "Gateway:Inject=true");
        var page = await browsers.OpenAsync(browser);
        await WalkAsync(gateway, page, "board", "/api/events", async n =>
        {
            await page.Locator("input[name=who]").FillAsync("tester");
            await page.Locator("input[name=text]").FillAsync($"message {n}.");
            await page.Locator(".log form button").ClickAsync();
            await Assertions.Expect(page.GetByText($"message {n}.").First).ToBeVisibleAsync();
        });
        var ids = await page.EvaluateAsync<int[]>(OldBoard.Ids);
        Assert.Equal(Enumerable.Range(ids[0], ids.Length), ids);
        Assert.Equal(1, counted.MostOwn);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task The_php_page_is_pushed_to_without_a_line_changed_and_goes_back_and_up_again(string browser)
    {
        await using var php = await PhpChat.StartAsync();
        await using var gateway = await Moved.StartAsync(php.Address, "samples/php-chat/appsettings.json", "chat", "intercept", "--set", "Gateway:Inject=true");
        var page = await browsers.OpenAsync(browser);
        var count = await WalkAsync(gateway, page, "chat", "/messages.php", async n =>
        {
            await page.Locator("input[name=name]").FillAsync("Ann");
            await page.Locator("input[name=text]").FillAsync($"message {n}");
            await page.Locator("#form button").ClickAsync();
            await Assertions.Expect(page.Locator("#messages li").Filter(new() { HasText = $"message {n}" }).First).ToBeVisibleAsync();
        });
        Assert.Equal(Enumerable.Range(0, count), await page.EvaluateAsync<int[]>(ChatTexts));
        await page.Context.CloseAsync();
    }

    /// <summary>Up, down, up: while something is said again and again. How often something was said.</summary>
    private static async Task<int> WalkAsync(Moved gateway, IPage page, string shape, string poll, Func<int, Task> sayAsync)
    {
        var said = 0;
        var polls = new ConcurrentQueue<string>();
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).AbsolutePath == poll && request.Method == "GET")
            {
                polls.Enqueue(request.Url);
            }
        };
        await page.GotoAsync(gateway.Address.ToString());

        // The first poll is the backend's; the next one is told its place; from there on the network is quiet.
        await QuietAsync();
        await gateway.StopAsync();
        var before = polls.Count;
        await Eventually.HoldsAsync(() => polls.Count > before, "the page polls for itself again, without a reload");
        for (var n = 0; n < 3; n++)
        {
            await sayAsync(said++);
        }

        await gateway.SwitchAsync(shape, "intercept");
        await QuietAsync();
        return said;

        async Task QuietAsync()
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    var before = polls.Count;
                    for (var n = 0; n < 4; n++)
                    {
                        await sayAsync(said++);
                    }

                    return polls.Count == before;
                },
                "four messages arrive without a poll on the network");
        }
    }
}
