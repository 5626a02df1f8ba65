using System.Reflection;
using Bridge.E2E;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browsers))]

namespace Bridge.E2E;

/// <summary>The browsers of this machine, each started once, when the first test asks for it.</summary>
public sealed class Browsers : IAsyncLifetime
{
    public const string Chromium = "chromium";
    public const string Firefox = "firefox";

    private readonly SemaphoreSlim _starting = new(1);
    private readonly Dictionary<string, IBrowser> _started = [];
    private IPlaywright? _playwright;

    public ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(20_000); // only a failing test waits so long
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", typeof(Browsers).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "PlaywrightDriverDir").Value);
        return ValueTask.CompletedTask;
    }

    /// <summary>An empty page in a context of its own.</summary>
    /// <param name="browser">Which one.</param>
    /// <param name="width">Of the window.</param>
    /// <param name="height">Of the window.</param>
    /// <param name="har">Where to record what is asked, once the context is closed; null: nowhere.</param>
    public async Task<IPage> OpenAsync(string browser, int width = 1280, int height = 800, string? har = null)
    {
        var context = await (await StartAsync(browser)).NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            IgnoreHTTPSErrors = true,
            RecordHarPath = har,
        });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _started.Values)
        {
            await browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private async Task<IBrowser> StartAsync(string browser)
    {
        await _starting.WaitAsync();
        try
        {
            if (!_started.TryGetValue(browser, out var started))
            {
                _playwright ??= await Playwright.CreateAsync();
                _started[browser] = started = browser == Firefox ? await StartFirefoxAsync(_playwright) : await StartChromiumAsync(_playwright);
            }

            return started;
        }
        finally
        {
            _starting.Release();
        }
    }

    // The flags keep the browser from talking to anybody but the page's server.
    private static Task<IBrowser> StartChromiumAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Find("chromium", "chromium-browser", "google-chrome"),
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });

    private static Task<IBrowser> StartFirefoxAsync(IPlaywright playwright) =>
        playwright.Firefox.LaunchAsync(new() { Channel = "moz-firefox", ExecutablePath = Find("firefox-esr", "firefox") });

    private static string Find(params string[] names) =>
        (from name in names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault() ?? throw new FileNotFoundException($"None of {string.Join(", ", names)} is on the PATH; ./test.sh says what to install.");
}
