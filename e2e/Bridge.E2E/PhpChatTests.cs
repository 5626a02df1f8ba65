using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;

namespace Bridge.E2E;

public sealed class PhpChatTests(Browsers browsers) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bridge-chat-").FullName;
    private Started _php = null!;
    private Uri _address = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        _address = new Uri($"http://127.0.0.1:{port}");
        _php = await Started.StartAsync("php", ["-S", $"127.0.0.1:{port}", "-t", Path.Combine(Started.Root, "samples/php-chat/public")], "Development Server .* started", onError: true, start =>
        {
            start.Environment["PHP_CLI_SERVER_WORKERS"] = "6";
            start.Environment["CHAT_FILE"] = Path.Combine(_folder, "messages.txt");
            start.Environment["CHAT_HOLD"] = "3";
        });
    }

    [Fact]
    public async Task A_php_application_gets_push_and_its_old_page_goes_on_working_beside_the_new_one()
    {
        var (gateway, through) = await Gateway.StartAsync(_address, "samples/php-chat/appsettings.json");
        await using var ended = gateway;
        var pushed = await browsers.OpenAsync(Browsers.Chromium);
        await pushed.GotoAsync(new Uri(through, "/push.html").ToString());
        await Assertions.Expect(pushed.Locator("#transport")).ToHaveTextAsync("websocket");
        var old = await browsers.OpenAsync(Browsers.Chromium);
        await old.GotoAsync(through.ToString());

        for (var n = 0; n < 8; n++)
        {
            await SayAsync(n % 2 == 0 ? pushed : old, $"message {n}");
        }

        foreach (var page in (IPage[])[pushed, old])
        {
            await Assertions.Expect(page.Locator("#messages li")).ToHaveCountAsync(8);
            var texts = await page.Locator("#messages li").AllInnerTextsAsync();
            Assert.Equal(Enumerable.Range(0, 8).Select(n => $"message {n}"), texts.Select(text => text[text.IndexOf("message", StringComparison.Ordinal)..].Split('\n')[0]));
            await page.Context.CloseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _php.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task SayAsync(IPage page, string text)
    {
        await page.Locator("input[name=name]").FillAsync("Ann");
        await page.Locator("input[name=text]").FillAsync(text);
        await page.Locator("#form button").ClickAsync();
        await Assertions.Expect(page.Locator("#messages li").Filter(new() { HasText = text })).ToHaveCountAsync(1);
    }
}
