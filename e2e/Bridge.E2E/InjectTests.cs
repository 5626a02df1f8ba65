using Microsoft.Playwright;

namespace Bridge.E2E;

/// <summary>The bridge's script in a page of the backend's, as browsers see it.</summary>
public sealed class InjectTests(Browsers browsers)
{
    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task A_page_has_the_script_first_in_its_head_and_goes_on_working_also_when_it_is_loaded_again(string browser)
    {
        await using var board = await Started.StartAsync("dotnet", [Started.Built("samples/legacy-app/LegacyBoard", "LegacyBoard.dll"), "--port", "0"], "^READY (\\S+)$");
        var (gateway, through) = await Gateway.StartAsync(new Uri(board.Ready.Groups[1].Value), "samples/legacy-app/gateway/appsettings.json", "--set", "Gateway:Inject=true");
        await using var ended = gateway;
        var page = await browsers.OpenAsync(browser);
        for (var load = 0; load < 3; load++)
        {
            await (load == 0 ? page.GotoAsync(through.ToString()) : page.ReloadAsync());

            Assert.Equal(new Uri(through, "/bridge/intercept.js").ToString(), await page.EvaluateAsync<string>("() => document.head.firstElementChild.src"));
            Assert.Equal("CSS1Compat", await page.EvaluateAsync<string>("() => document.compatMode"));
            await Assertions.Expect(page.Locator(".feed .lines .id").First).ToBeVisibleAsync();
        }

        Assert.DoesNotContain("intercept", await page.EvaluateAsync<string>("() => fetch('/').then(answer => answer.text())"), StringComparison.Ordinal); // what a script asks for stays as it is
        await page.Context.CloseAsync();
    }
}
