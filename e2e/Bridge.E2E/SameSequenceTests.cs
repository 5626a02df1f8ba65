using Bridge.Messaging;
using Bridge.TestKit.Faults;
using Microsoft.Playwright;

namespace Bridge.E2E;

public sealed class SameSequenceTests(Browsers browsers)
{
    private const int Publishers = 4;
    private const int Each = 500;

    private const string Connect = """
        async url => {
          const open = transport => new Promise(done => {
            const c = Bridge.connect(url, { transport });
            const seen = [];
            c.subscribe('numbers', m => seen.push(JSON.stringify(m)), { since: 'oldest' });
            c.on('transport', t => t === transport && done({ c, seen }));
          });
          window.readers = await Promise.all([open('websocket'), open('polling')]);
          return readers.map(({ c }) => c.session);
        }
        """;

    [Fact]
    public async Task Socket_poll_and_curl_see_the_identical_sequence_and_a_tag_reaches_its_session_only()
    {
        await using var site = await Site.StartAsync();
        await CheckAsync([site]);
    }

    [Fact]
    public async Task They_do_when_every_request_lands_on_another_of_two_hosts()
    {
        var sites = await Site.StartTwoAsync();
        await CheckAsync(sites);
        foreach (var site in sites)
        {
            await site.DisposeAsync();
        }
    }

    private async Task CheckAsync(IReadOnlyList<Site> sites)
    {
        await using var network = new FaultProxy([.. sites.Select(site => site.Port)]);
        var url = $"http://127.0.0.1:{network.Port}";
        var page = await browsers.OpenAsync(Browsers.Chromium);
        await page.GotoAsync(url);
        var sessions = await page.EvaluateAsync<string[]>(Connect, "/bridge");

        var curl = CurlPoll.ReadAsync(url + "/bridge/channels/numbers", Publishers * Each, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(publisher => PublishAsync(sites[publisher % sites.Count].Publisher, publisher)));
        var sequence = await curl.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(Publishers * Each, sequence.Distinct().Count());
        Assert.Equal(sequence, await SeenAsync(page, 0, sequence.Count));
        Assert.Equal(sequence, await SeenAsync(page, 1, sequence.Count));

        for (var reader = 0; reader < sessions.Length; reader++)
        {
            await sites[0].Publisher.PublishAsync("numbers", Payload.Json($"\"for {reader}\""), Audience.Session(new SessionId(sessions[reader])));
        }

        await sites[0].Publisher.PublishAsync("numbers", Payload.Json("\"for all\""));
        Assert.Equal(["\"for 0\"", "\"for all\""], (await SeenAsync(page, 0, sequence.Count + 2)).Skip(sequence.Count));
        Assert.Equal(["\"for 1\"", "\"for all\""], (await SeenAsync(page, 1, sequence.Count + 2)).Skip(sequence.Count));
        await page.Context.CloseAsync();
    }

    private static async Task PublishAsync(IPublisher publisher, int number)
    {
        for (var i = 0; i < Each; i++)
        {
            await publisher.PublishAsync("numbers", Payload.Json($"[{number},{i}]"));
            await Task.Yield();
        }
    }

    private static async Task<string[]> SeenAsync(IPage page, int reader, int count)
    {
        await page.WaitForFunctionAsync("([reader, count]) => readers[reader].seen.length >= count", new[] { reader, count });
        return await page.EvaluateAsync<string[]>("reader => readers[reader].seen", reader);
    }
}
