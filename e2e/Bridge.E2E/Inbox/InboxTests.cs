using Bridge.TestKit.Hosts;
using Microsoft.Playwright;

namespace Bridge.E2E.Inbox;

/// <summary>Pages of an application in which everybody polls something of their own, unchanged, at the later stages.</summary>
public sealed class InboxTests(Browsers browsers)
{
    private const string Listening = "received = []; WebSocket = class extends WebSocket { constructor() { super(...arguments); this.addEventListener('message', ({ data }) => received.push(data)); } }";
    private const string Texts = "() => [...document.querySelectorAll('#mails li')].map(line => line.textContent)";

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task Each_page_is_pushed_what_is_its_users_and_not_a_byte_of_anybody_elses(string browser)
    {
        await using var backend = await InboxBackend.StartAsync();
        await using var gateway = await Moved.StartAsync(backend.Address, InboxBackend.Config, "inbox", "intercept", "--set", "Gateway:Inject=true");
        var pages = new Dictionary<string, IPage>();
        foreach (var user in (string[])["amelia", "roberta"])
        {
            var page = pages[user] = await browsers.OpenAsync(browser);
            await page.AddInitScriptAsync(Listening);
            await page.GotoAsync(new Uri(gateway.Address, $"/sign-in?user={user}").ToString());
        }

        var sent = 0;
        async Task SayAsync()
        {
            sent++;
            foreach (var (user, page) in pages)
            {
                backend.Send(user, $"{user} {sent}");
                await Assertions.Expect(page.GetByText($"{user} {sent}", new() { Exact = true })).ToBeVisibleAsync();
            }
        }

        await Eventually.HoldsAsync(
            async () =>
            {
                var before = pages.Keys.Select(backend.PollsOf).ToList();
                for (var n = 0; n < 4; n++)
                {
                    await SayAsync();
                }

                return pages.Keys.Select(backend.PollsOf).SequenceEqual(before);
            },
            "four mails each arrive without a poll of a page at the backend");
        foreach (var (user, page) in pages)
        {
            Assert.Equal(Enumerable.Range(1, sent).Select(n => $"{user} {n}"), await page.EvaluateAsync<string[]>(Texts));
            var received = await page.EvaluateAsync<string[]>("() => received");
            Assert.Contains(received, frame => frame.Contains($"{user} {sent}", StringComparison.Ordinal));
            Assert.DoesNotContain(received, frame => pages.Keys.Any(other => other != user && frame.Contains(other, StringComparison.Ordinal)));
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    public async Task Who_is_pushed_to_asks_the_backend_now_and_then_and_the_answers_are_compared()
    {
        await using var backend = await InboxBackend.StartAsync();
        await using var gateway = await Moved.StartAsync(backend.Address, InboxBackend.Config, "inbox", "intercept", "--set", "Gateway:Inject=true", "--set", "Gateway:Audit=1s");
        var page = await browsers.OpenAsync(Browsers.Chromium);
        await page.GotoAsync(new Uri(gateway.Address, "/sign-in?user=ann").ToString());
        var sent = 0;

        await Eventually.HoldsAsync(
            async () =>
            {
                backend.Send("ann", $"mail {++sent}");
                await Assertions.Expect(page.GetByText($"mail {sent}", new() { Exact = true })).ToBeVisibleAsync();
                var inbox = (await gateway.ReportAsync()).GetProperty("shapes")[0];
                return inbox.TryGetProperty("shadow", out var shadow) && shadow.GetProperty("same").GetInt64() >= 2;
            },
            "two audit polls were judged");

        var report = (await gateway.ReportAsync()).GetProperty("shapes")[0];
        Assert.Equal(0, report.GetProperty("shadow").GetProperty("different").GetInt64());
        Assert.InRange(report.GetProperty("census").GetProperty("served").GetProperty("Audited").GetInt64(), 2, sent);
        Assert.Equal(Enumerable.Range(1, sent).Select(n => $"mail {n}"), await page.EvaluateAsync<string[]>(Texts));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_page_stays_on_its_side_of_a_percentage_however_often_it_is_reloaded()
    {
        const int Readers = 6;
        await using var backend = await InboxBackend.StartAsync();
        await using var gateway = await Moved.StartAsync(backend.Address, InboxBackend.Config, "inbox", "answer 50%");
        for (var n = 0; n < Readers; n++)
        {
            var user = $"reader{n}";
            backend.Send(user, "welcome");
            var page = await browsers.OpenAsync(Browsers.Chromium);
            await page.GotoAsync(new Uri(gateway.Address, $"/sign-in?user={user}").ToString());
            var isPassed = await IsPassedAsync("first");
            for (var again = 0; again < 2; again++)
            {
                await page.ReloadAsync();
                Assert.Equal(isPassed, await IsPassedAsync($"again {again}"));
            }

            await page.Context.CloseAsync();

            async Task<bool> IsPassedAsync(string text)
            {
                await Assertions.Expect(page.GetByText("welcome")).ToBeVisibleAsync();
                var before = backend.PollsOf(user);
                foreach (var more in (string[])["one", "two"])
                {
                    backend.Send(user, $"{text} {more}");
                    await Assertions.Expect(page.GetByText($"{text} {more}")).ToBeVisibleAsync();
                }

                return backend.PollsOf(user) > before;
            }
        }
    }

    [Fact]
    public async Task A_stage_that_was_switched_is_there_after_a_restart()
    {
        await using var backend = await InboxBackend.StartAsync();
        var folder = Directory.CreateTempSubdirectory("bridge-inbox-").FullName;
        string[] durable = ["--store", $"sqlite:{Path.Combine(folder, "bridge.db")}"];
        await using (var gateway = await Moved.StartAsync(backend.Address, InboxBackend.Config, "inbox", "tap", durable))
        {
            await gateway.SwitchAsync("inbox", "answer 25%");
        }

        await using (var gateway = await Moved.StartAsync(backend.Address, InboxBackend.Config, "inbox", "tap", durable))
        {
            var report = await gateway.ReportAsync();
            Assert.Equal("answer 25%", report.GetProperty("shapes")[0].GetProperty("stage").GetString());
            Assert.Equal("ann", report.GetProperty("changes")[0].GetProperty("who").GetString());
        }

        Directory.Delete(folder, recursive: true);
    }
}
