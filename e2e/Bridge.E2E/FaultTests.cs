using System.Text.Json;
using Bridge.TestKit;
using Bridge.TestKit.Faults;

namespace Bridge.E2E;

public sealed class FaultTests(Browsers browsers)
{
    private const int Count = 2_000;

    private const string Script = """
        ({count, port, faults}) => new Promise((resolve, reject) => {
          const seen = [], sends = [];
          const c = Bridge.connect(`http://127.0.0.1:${port}/bridge`);
          c.on('gap', g => reject(new Error('gap ' + JSON.stringify(g))));
          c.on('error', e => reject(new Error(e.code + ' ' + e.message)));
          let sent = 0;
          c.subscribe('numbers', m => {
            seen.push(m.n);
            if (seen.length % 100 === 0) c.use(['auto', 'polling', 'websocket'][seen.length / 100 % 3]);
            if (seen.length % 10 === 0) sends.push(c.send('inbox', ++sent));
            if (seen.length === count) Promise.all(sends).then(replies => setTimeout(() => { resolve({ seen, replies: replies.map(r => r.reply) }); c.close(); }, 200), reject);
          }, { since: 'oldest' });
        })
        """;

    [Fact]
    public Task Lost_answers_and_cut_sockets_lose_and_double_nothing_either_way() => Seeds.RunAsync(2, async seed =>
    {
        await using var site = await Site.StartAsync(o => o.AllowedOrigins.Add("*"));
        await CheckAsync(seed, [site]);
    });

    [Fact]
    public Task Nor_do_they_when_every_request_lands_on_another_of_two_hosts() => Seeds.RunAsync(1, async seed =>
    {
        var sites = await Site.StartTwoAsync();
        await CheckAsync(seed, sites);
        foreach (var site in sites)
        {
            await site.DisposeAsync();
        }
    });

    private async Task CheckAsync(ulong seed, IReadOnlyList<Site> sites)
    {
        var script = new FaultScript(seed) { CutAfter = 0.1, CutMiddle = 0.03, CutBefore = 0.03, CutFrames = 0.9, CutFramesWithin = 20_000 };
        await using var network = new FaultProxy([.. sites.Select(site => site.Port)], script.Next);
        var page = await browsers.OpenAsync(Browsers.Chromium);
        await page.GotoAsync(sites[0].Url);

        var running = page.EvaluateAsync<JsonElement>(Script, new { count = Count, port = network.Port });
        await Numbers.PublishAsync(sites[0].Publisher, Count, 250, TestContext.Current.CancellationToken);
        script.CalmDown();
        var result = await running.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(1, Count), result.GetProperty("seen").EnumerateArray().Select(number => number.GetInt32()));
        Assert.Equal(Enumerable.Range(1, Count / 10).Select(number => $"{number}"), sites[0].Inbox);
        Assert.Equal(Enumerable.Range(1, Count / 10), result.GetProperty("replies").EnumerateArray().Select(reply => reply.GetInt32()));
        Assert.InRange(network.Counts.LostResponses, 5, int.MaxValue);
        Assert.InRange(network.Counts.Cuts, 10, int.MaxValue);
        await page.Context.CloseAsync();
    }
}
