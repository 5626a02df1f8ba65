using Bridge.Messaging;

namespace Bridge.E2E;

public sealed class SecureTests(Browsers browsers)
{
    [Theory]
    [InlineData(Browsers.Chromium)]
    [InlineData(Browsers.Firefox)]
    public async Task Over_TLS_the_browser_opens_the_socket_by_CONNECT_on_HTTP2_and_messages_come_both_ways(string browser)
    {
        await using var site = await Site.StartAsync(secure: true);
        var page = await browsers.OpenAsync(browser);
        await page.GotoAsync(site.Url);
        await page.EvaluateAsync("""
            () => {
              window.seen = [];
              window.c = Bridge.connect('/bridge');
              c.subscribe('numbers', m => seen.push(m), { since: 'oldest' });
            }
            """);
        await page.WaitForFunctionAsync("() => c.transport === 'websocket'");
        await site.Publisher.PublishAsync("numbers", Payload.Json("1"), cancellationToken: TestContext.Current.CancellationToken);
        await page.WaitForFunctionAsync("() => seen.length === 1");

        Assert.Equal(1, await page.EvaluateAsync<int>("() => c.send('inbox', 'over TLS').then(outcome => outcome.reply)"));
        Assert.Equal(["HTTP/2 CONNECT"], site.Handshakes);
        await page.Context.CloseAsync();
    }
}
