using System.Text.Json;
using Bridge.Stores;
using Bridge.TestKit.Faults;

namespace Bridge.E2E;

public sealed class SwitchingTests(Browsers browsers)
{
    private const int Count = 10_000;
    private const int Switches = 50;

    // Switches as soon as the last switch has taken effect and some messages have come since. A message that was published before a switch and
    // handled after it was in flight: page and server have one clock.
    private const string Script = """
        ({count, switches}) => new Promise((resolve, reject) => {
          const seen = [], events = [];
          let made = 0, flights = 0, target = 'polling', since = 0, at = 0, flying = false;
          const c = Bridge.connect('/bridge', { transport: target });
          c.on('transport', t => events.push(t));
          c.on('error', e => reject(new Error(e.code + ' ' + e.message)));
          c.on('gap', g => reject(new Error('gap ' + JSON.stringify(g))));
          c.subscribe('numbers', m => {
            seen.push(m.n);
            if (flying && m.at < at) { flights++; flying = false; }
            if (made < switches && c.transport === target && ++since > 40) {
              target = target === 'polling' ? 'websocket' : 'polling';
              made++; since = 0; at = Date.now(); flying = true;
              c.use(target);
            }
            if (seen.length >= count) setTimeout(() => { resolve({ seen, events, made, flights }); c.close(); }, 200);
          }, { since: 'oldest' });
        })
        """;

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task Fifty_switches_within_ten_thousand_messages_lose_and_double_nothing(string browser)
    {
        await using var site = await Site.StartAsync(o => o.Retention = Kept);
        await CheckAsync(browser, [site]);
    }

    [Fact]
    public async Task Nor_do_they_when_every_request_lands_on_another_of_two_hosts()
    {
        var sites = await Site.StartTwoAsync(Kept);
        await CheckAsync(Browsers.Chromium, sites);
        foreach (var site in sites)
        {
            Assert.True(site.Requests > Switches / 2, $"One host served only {site.Requests} requests.");
            await site.DisposeAsync();
        }
    }

    private static Retention Kept => new() { MaxMessages = 20_000 };

    private async Task CheckAsync(string browser, IReadOnlyList<Site> sites)
    {
        await using var network = new FaultProxy(
            [.. sites.Select(site => site.Port)], () => new FaultPlan { DelayToClient = TimeSpan.FromMilliseconds(15), DelayToServer = TimeSpan.FromMilliseconds(15) });
        var page = await browsers.OpenAsync(browser);
        await page.GotoAsync($"http://127.0.0.1:{network.Port}/");

        var running = page.EvaluateAsync<JsonElement>(Script, new { count = Count, switches = Switches });
        await Numbers.PublishAsync(sites[0].Publisher, Count, 500, TestContext.Current.CancellationToken);
        var result = await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(1, Count), result.GetProperty("seen").EnumerateArray().Select(number => number.GetInt32()));
        Assert.Equal(Switches, result.GetProperty("made").GetInt32());
        Assert.InRange(result.GetProperty("flights").GetInt32(), Switches / 2, Switches);
        Assert.InRange(result.GetProperty("events").GetArrayLength(), Switches, int.MaxValue);
        await page.Context.CloseAsync();
    }
}
