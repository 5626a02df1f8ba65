using System.Net.Http.Json;
using System.Text.Json;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;
using Microsoft.Playwright;

namespace Bridge.E2E;

/// <summary>Fifty old pages of an unchanged application, while its route goes up and down through all stages: each sees each event once, in order.</summary>
public sealed class StageWalkTests(Browsers browsers)
{
    private const int InBrowsers = 6;
    private const int Others = 44;
    private const int Switches = 14;
    private const string Newest = "() => Math.max(0, ...[...document.querySelectorAll('.feed .lines .id')].map(cell => +cell.textContent.slice(1)))";
    private const string Ids = "() => [...document.querySelectorAll('.feed .lines .id')].map(cell => cell.textContent).filter(Boolean).map(text => +text.slice(1)).reverse()";

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

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var clients = Enumerable.Range(0, Others).Select(n => new BoardClient(gateway.Address, $"client{n}", ended.Token)).ToList();
        for (var step = 0; step < Switches; step++)
        {
            var stage = Stages[random.Below(Stages.Length)];
            await gateway.SwitchAsync("board", stage);
            var reached = Math.Max(clients.Max(client => client.Newest), 1) + 5;
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.Address };
            for (var n = 0; n < 5; n++)
            {
                using var said = await http.PostAsJsonAsync("/api/log", new { who = "tester", text = $"step {step}, {n}" }, Stop);
                Assert.True(said.IsSuccessStatusCode, await said.Content.ReadAsStringAsync(Stop));
            }

            await Eventually.HoldsAsync(() => clients.All(client => client.Newest >= reached), $"all clients have gone on at '{stage}' (seed {seed}, step {step}): {string.Join(' ', clients.Select(client => client.Newest))}");
            foreach (var page in pages)
            {
                await Eventually.HoldsAsync(async () => await page.EvaluateAsync<int>(Newest) >= reached, $"all pages have gone on at '{stage}' (seed {seed}, step {step})");
                var ids = await page.EvaluateAsync<int[]>(Ids);
                Assert.Equal(Enumerable.Range(ids[0], ids.Length), ids);
            }
        }

        await ended.CancelAsync();
        Assert.All(clients, client => Assert.Null(client.Fault));
        Assert.Equal(1, counted.MostOwn);
        var board1 = (await gateway.ReportAsync()).GetProperty("shapes")[0];
        Assert.Equal(0, board1.TryGetProperty("shadow", out var shadow) ? shadow.GetProperty("different").GetInt64() : 0);
        foreach (var page in pages)
        {
            await page.Context.CloseAsync();
        }
    });

    /// <summary>An old page without a browser: follows the board from where it stands, and writes down the first event that isn't the next one.</summary>
    private sealed class BoardClient
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });

        public BoardClient(Uri board, string id, CancellationToken stop)
        {
            _http.BaseAddress = board;
            _http.DefaultRequestHeaders.Add("Cookie", "bridge-cohort=" + id);
            _ = PollAsync(stop);
        }

        public long Newest { get; private set; }

        public string? Fault { get; private set; }

        private async Task PollAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested && Fault is null)
            {
                try
                {
                    using var answer = JsonDocument.Parse(await _http.GetStringAsync($"/api/events?since={Newest}&_={Random.Shared.Next()}", stop));
                    foreach (var item in answer.RootElement.GetProperty("events").EnumerateArray())
                    {
                        var next = item.GetProperty("id").GetInt64();
                        Fault ??= Newest == 0 || next == Newest + 1 ? null : $"after {Newest} came {next}";
                        Newest = next;
                    }
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (Exception fault)
                {
                    Fault = fault.ToString();
                }
            }
        }
    }
}
