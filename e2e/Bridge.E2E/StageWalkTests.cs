using System.Net.Http.Json;
using Bridge.E2E.Pages;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;
using Microsoft.Playwright;

namespace Bridge.E2E;

/// <summary>Fifty old pages of an unchanged application, while its route goes up and down through all stages: each sees each event once, in order.</summary>
public sealed class StageWalkTests(Browsers browsers)
{
    private const int InBrowsers = 6;
    private const int Others = 44; // in Node
    private const int Switches = 14;
    private const string Newest = "() => Math.max(0, ...[...document.querySelectorAll('.feed .lines .id')].map(cell => +cell.textContent.slice(1)))";

    private static readonly string[] Stages = ["observe", "tap", "shadow", "answer 50%", "answer", "intercept 25%", "intercept 50%", "intercept", "native"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Up_and_down_in_any_order_each_page_sees_each_event_once() => Seeds.RunAsync(1, async seed =>
    {
        var random = new SeededRandom(seed);
        await using var board = await Started.StartAsync("dotnet", [Started.Built("samples/legacy-app/LegacyBoard", "LegacyBoard.dll"), "--port", "0"], "^READY (\\S+)$");
        await using var counted = await CountedBackend.StartAsync(new Uri(board.Ready.Groups[1].Value), "/api/events");
        await using var gateway = await Moved.StartAsync(counted.Address, "samples/legacy-app/gateway/appsettings.json", "board", "observe");
        var script = await gateway.ScriptAsync();
        var pages = new List<IPage>();
        for (var n = 0; n < InBrowsers; n++)
        {
            var page = await browsers.OpenAsync(n % 3 == 2 ? Browsers.Firefox : Browsers.Chromium);
            if (n > 0)
            {
                await page.AddInitScriptAsync(script); // one goes without it, as a page does that somebody else serves
            }

            await page.GotoAsync(gateway.Address.ToString());
            pages.Add(page);
        }

        await using var others = await NodePages.StartAsync(gateway.Address, Others);
        await Eventually.HoldsAsync(async () => (await others.LookAsync()).All(page => page.Newest > 0), "all pages have begun");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.Address };
        async Task GoOnAsync(string where)
        {
            var reached = (await others.LookAsync()).Max(page => page.Newest) + 5;
            for (var n = 0; n < 5; n++)
            {
                using var said = await http.PostAsJsonAsync("/api/log", new { who = "tester", text = $"{where}, {n}" }, Stop);
                Assert.True(said.IsSuccessStatusCode, await said.Content.ReadAsStringAsync(Stop));
            }

            await Eventually.HoldsAsync(async () => (await others.LookAsync()).All(page => page.Newest >= reached || page.Fault is not null), $"all pages in Node have gone on {where}");
            Assert.All(await others.LookAsync(), page => Assert.Null(page.Fault));
            Assert.All(await others.LookAsync(), page => Assert.Empty(page.Failures));
            foreach (var page in pages)
            {
                await Eventually.HoldsAsync(async () => await page.EvaluateAsync<int>(Newest) >= reached, $"all pages have gone on {where}");
                var ids = await page.EvaluateAsync<int[]>(OldBoard.Ids);
                Assert.Equal(Enumerable.Range(ids[0], ids.Length), ids);
            }
        }

        for (var step = 0; step < Switches; step++)
        {
            var stage = Stages[random.Below(Stages.Length)];
            await gateway.SwitchAsync("board", stage);
            await GoOnAsync($"at '{stage}' (seed {seed}, step {step})");
        }

        await gateway.SwitchAsync("board", "intercept");
        await GoOnAsync("before the network is quiet");
        var polls = await PollsAsync(gateway);
        await GoOnAsync("on a quiet network");
        Assert.InRange(await PollsAsync(gateway) - polls, 0, Others / 2); // the page without the script polls on, nobody else

        Assert.Equal(1, counted.MostOwn);
        var board1 = (await gateway.ReportAsync()).GetProperty("shapes")[0];
        Assert.Equal(0, board1.TryGetProperty("shadow", out var shadow) ? shadow.GetProperty("different").GetInt64() : 0);
        foreach (var page in pages)
        {
            await page.Context.CloseAsync();
        }
    });

    private static async Task<long> PollsAsync(Moved gateway) => (await gateway.ReportAsync()).GetProperty("shapes")[0].GetProperty("census").GetProperty("polls").GetInt64();
}
