using Microsoft.Playwright;

namespace Bridge.E2E;

public sealed class BoardBehindGatewayTests(Browsers browsers)
{
    private const string Config = "samples/legacy-app/gateway/appsettings.json";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_of_the_old_board_passes_through_byte_for_byte_and_its_page_works_as_before()
    {
        await using var board = await StartBoardAsync();
        var address = new Uri(board.Ready.Groups[1].Value);
        var (gateway, through) = await Gateway.StartAsync(address);
        await using var ended = gateway;
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        foreach (var path in (string[])["/", "/board.js", "/look/board.css", "/look/view.js", "/look/icon.svg", "/lib/jquery.min.js", "/api/machine", "/none", "/api/events?since=x"])
        {
            using var ours = await http.GetAsync(new Uri(through, path), Stop);
            using var theirs = await http.GetAsync(new Uri(address, path), Stop);
            Assert.Equal(theirs.StatusCode, ours.StatusCode);
            Assert.Equal(Headers(theirs), Headers(ours));
            Assert.Equal(await theirs.Content.ReadAsByteArrayAsync(Stop), await ours.Content.ReadAsByteArrayAsync(Stop));
        }

        var page = await browsers.OpenAsync(Browsers.Chromium);
        await page.GotoAsync(through.ToString());
        await WriteAsync(page, "through the gateway");
        await page.WaitForFunctionAsync($"() => ({OldBoard.Ids})().length > 3");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task New_pages_are_pushed_and_old_ones_answered_from_one_poll_of_the_unchanged_backend()
    {
        await using var board = await StartBoardAsync();
        await using var counted = await CountedBackend.StartAsync(new Uri(board.Ready.Groups[1].Value), "/api/events");
        var (gateway, through) = await Gateway.StartAsync(counted.Address, Config);
        await using var ended = gateway;

        var pushed = await browsers.OpenAsync(Browsers.Chromium);
        await pushed.GotoAsync(new Uri(through, "/pushed/").ToString());
        await Assertions.Expect(pushed.Locator("#link")).ToHaveTextAsync("websocket");
        var old = new List<IPage>();
        for (var n = 0; n < 4; n++)
        {
            var page = await browsers.OpenAsync(Browsers.Chromium);
            await page.GotoAsync(through.ToString());
            old.Add(page);
        }

        await WriteAsync(pushed, "from the new page");
        await WriteAsync(old[0], "from an old page");
        var pages = (IPage[])[pushed, .. old];
        foreach (var page in pages)
        {
            await Assertions.Expect(page.GetByText("from the new page").First).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByText("from an old page").First).ToBeVisibleAsync();
            var ids = await page.EvaluateAsync<int[]>(OldBoard.Ids);
            Assert.Equal(Enumerable.Range(ids[0], ids.Length), ids); // in order, none missing, none twice
        }

        Assert.Equal(1, counted.MostOwn);
        Assert.All(counted.Passed, query => Assert.StartsWith("?since=0&", query, StringComparison.Ordinal)); // the first of each page; the others were answered
        foreach (var page in pages)
        {
            await page.Context.CloseAsync();
        }
    }

    private static Task<Started> StartBoardAsync() =>
        Started.StartAsync("dotnet", [Started.Built("samples/legacy-app/LegacyBoard", "LegacyBoard.dll"), "--port", "0"], "^READY (\\S+)$");

    private static string[] Headers(HttpResponseMessage response) =>
    [
        .. response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not "Date" and not "Transfer-Encoding")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal),
    ];

    private static async Task WriteAsync(IPage page, string text)
    {
        await page.Locator("input[name=who]").FillAsync("tester");
        await page.Locator("input[name=text]").FillAsync(text);
        await page.Locator(".log form button").ClickAsync();
        await Assertions.Expect(page.GetByText(text).First).ToBeVisibleAsync();
    }
}
