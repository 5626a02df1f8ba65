namespace Bridge.E2E;

public sealed class OriginTests(Browsers browsers)
{
    private const string Script = """
        async base => {
          const post = (path, body) => fetch(base + path, { method: 'POST', body: JSON.stringify(body),
            headers: { 'Content-Type': 'application/json', 'Bridge-Protocol': 'bridge.v1' } }).then(r => 'status ' + r.status, () => 'refused');
          const socket = new Promise(done => {
            const ws = new WebSocket(base.replace('http', 'ws') + '/ws', 'bridge.v1');
            ws.onopen = () => done('open');
            ws.onerror = () => done('refused');
          });
          return [await socket, await post('/poll', [{ type: 'open' }]), await post('/send', [{ type: 'submit', channel: 'inbox', data: 1 }])];
        }
        """;

    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task A_page_of_a_foreign_origin_is_refused_on_socket_poll_and_submit(string browser)
    {
        await using var ours = await Site.StartAsync();
        await using var theirs = await Site.StartAsync();
        var page = await browsers.OpenAsync(browser);
        await page.GotoAsync(theirs.Url);

        Assert.Equal(["refused", "refused", "refused"], await page.EvaluateAsync<string[]>(Script, ours.Url + "/bridge"));
        Assert.Empty(ours.Inbox);

        await page.GotoAsync(ours.Url);
        Assert.Equal("open", (await page.EvaluateAsync<string[]>(Script, ours.Url + "/bridge"))[0]);
        await page.Context.CloseAsync();
    }
}
