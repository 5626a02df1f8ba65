using System.Net.Http.Json;
using Bridge.TestKit.Hosts;
using Microsoft.Playwright;

namespace Bridge.E2E;

/// <summary>From a recording to a gateway that answers the page's polls, itself or inside the page, without an edit.</summary>
public sealed class InferTests(Browsers browsers)
{
    private const string Items = "#items li";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("answer")]
    [InlineData("intercept")]
    public async Task The_board_is_answered_by_what_its_recording_shows(string stage)
    {
        await using var board = await Started.StartAsync("dotnet", [Started.Built("samples/legacy-app/LegacyBoard", "LegacyBoard.dll"), "--port", "0"], "^READY (\\S+)$");
        await using var counted = await CountedBackend.StartAsync(new Uri(board.Ready.Groups[1].Value), "/api/events");
        using var inferred = await Inferred.OfAsync(browsers, counted.Address, _ => Eventually.HoldsAsync(() => counted.Passed.Count > 5, "the page has polled a few times"));
        var (gateway, through) = await StartAsync(inferred, counted, stage);
        await using var ended = gateway;

        var pages = await OpenAsync(through, 3);
        foreach (var page in pages)
        {
            var begun = (await page.EvaluateAsync<int[]>(OldBoard.Ids)).LastOrDefault();
            await page.WaitForFunctionAsync($"() => ({OldBoard.Ids})().at(-1) > {begun + 8}"); // many more polls than may pass through
        }

        foreach (var page in pages)
        {
            var ids = await page.EvaluateAsync<int[]>(OldBoard.Ids);
            Assert.Equal(Enumerable.Range(ids[0], ids.Length), ids); // in order, none missing, none twice
        }

        if (stage == "intercept")
        {
            await AssertQuietAsync(pages, "/api/events", async _ =>
            {
                foreach (var page in pages)
                {
                    var newest = (await page.EvaluateAsync<int[]>(OldBoard.Ids))[^1];
                    await page.WaitForFunctionAsync($"() => ({OldBoard.Ids})().at(-1) > {newest}");
                }
            });
        }

        foreach (var page in pages)
        {
            await page.Context.CloseAsync();
        }

        AssertAnswered(counted, 3, inferred, most: 3); // its events don't wait for the bridge: one more may come before the bridge has its first
    }

    [Theory]
    [InlineData("answer")]
    [InlineData("intercept")]
    public async Task The_php_page_is_answered_by_what_its_recording_shows(string stage)
    {
        await using var php = await PhpChat.StartAsync();
        await using var counted = await CountedBackend.StartAsync(php.Address, "/messages.php");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = php.Address };
        using var inferred = await Inferred.OfAsync(browsers, counted.Address, async page =>
        {
            await SayAsync("first");
            await Assertions.Expect(page.Locator("#messages li")).ToHaveCountAsync(1);
            await QuietAsync(page, "/messages.php", "[]");
            await SayAsync("second");
            await Assertions.Expect(page.Locator("#messages li")).ToHaveCountAsync(2);
            await QuietAsync(page, "/last.php", "{}");
            await SayAsync("third");
            await Assertions.Expect(page.Locator("#messages li")).ToHaveCountAsync(3);
            await Assertions.Expect(page.Locator("#last")).ToContainTextAsync("by Ann");
        });
        var (gateway, through) = await StartAsync(inferred, counted, stage);
        await using var ended = gateway;

        await AssertEachOnceAsync(through, "#messages li", SayAsync, ["Ann: first", "Ann: second", "Ann: third"], stage == "intercept" ? "/messages.php" : null, "Ann: ");

        AssertAnswered(counted, 3, inferred);

        async Task SayAsync(string text) => (await http.PostAsync("/send.php", new FormUrlEncodedContent([new("name", "Ann"), new("text", text)]), Stop)).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("answer")]
    [InlineData("intercept")]
    public async Task A_page_with_a_changes_feed_is_answered_by_what_its_recording_shows(string stage)
    {
        var port = Ports.Free();
        var folder = Directory.CreateTempSubdirectory("bridge-pouch-").FullName;
        var backends = Path.Combine(Started.Root, "tests/backends/node_modules");
        await using var pouch = await Started.StartAsync(
            "node", [Path.Combine(backends, "pouchdb-server/bin/pouchdb-server"), "--in-memory", "--host", "127.0.0.1", "--port", $"{port}", "--no-stdout-logs"], "has started on",
            configure: start => start.WorkingDirectory = folder);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        (await http.PutAsync("/chat", null, Stop)).EnsureSuccessStatusCode();
        var pages = Path.Combine(folder, "pages");
        Directory.CreateDirectory(pages);
        File.Copy(Path.Combine(Started.Root, "e2e/pages/infer/pouch/index.html"), Path.Combine(pages, "index.html"));
        File.Copy(Path.Combine(backends, "pouchdb/dist/pouchdb.min.js"), Path.Combine(pages, "pouchdb.min.js"));
        await using var counted = await CountedBackend.StartAsync(http.BaseAddress, "/chat/_changes", pages);
        using var inferred = await Inferred.OfAsync(browsers, counted.Address, page => FillAsync(page, SayAsync));
        var (gateway, through) = await StartAsync(inferred, counted, stage);
        await using var ended = gateway;

        await AssertEachOnceAsync(through, Items, SayAsync, ["first", "second", "third"], stage == "intercept" ? "/chat/_changes" : null);

        AssertAnswered(counted, 3, inferred);

        async Task SayAsync(string text) => (await http.PostAsJsonAsync("/chat", new { text }, Stop)).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("answer")]
    [InlineData("intercept")]
    public async Task A_page_that_polls_by_post_with_a_form_is_answered_by_what_its_recording_shows(string stage)
    {
        await using var board = await FormBoard.StartAsync();
        await using var counted = await CountedBackend.StartAsync(board.Address, "/board/poll.do");
        using var inferred = await Inferred.OfAsync(browsers, counted.Address, async page =>
        {
            await FillAsync(page, SayAsync);
            await QuietAsync(page, "/board/poll.do", "\"messages\": []");
        });
        var (gateway, through) = await StartAsync(inferred, counted, stage);
        await using var ended = gateway;

        await AssertEachOnceAsync(through, Items, SayAsync, ["first", "second", "third"], stage == "intercept" ? "/board/poll.do" : null);

        AssertAnswered(counted, 3, inferred);

        Task SayAsync(string text)
        {
            board.Say(text);
            return Task.CompletedTask;
        }
    }

    private static async Task FillAsync(IPage page, Func<string, Task> say)
    {
        string[] texts = ["first", "second", "third"];
        for (var n = 0; n < texts.Length; n++)
        {
            await say(texts[n]);
            await Assertions.Expect(page.Locator(Items)).ToHaveCountAsync(n + 1);
        }
    }

    /// <summary>Waits until a poll has been answered so.</summary>
    private static async Task QuietAsync(IPage page, string path, string body)
    {
        IResponse response;
        do
        {
            response = await page.WaitForResponseAsync(response => new Uri(response.Url).AbsolutePath == path);
        }
        while (!(await response.TextAsync()).Contains(body, StringComparison.Ordinal));
    }

    private static async Task<(Started Gateway, Uri Through)> StartAsync(Inferred inferred, CountedBackend counted, string stage)
    {
        var (code, said, errors) = await Gateway.RunAsync("check", "--config", inferred.Config);
        Assert.True(code == 0, errors + inferred.Report);
        Assert.Contains("OK", said, StringComparison.Ordinal);
        counted.Passed.Clear();
        string[] stages = [.. inferred.Shapes.SelectMany(shape => (string[])["--set", $"Stages:{shape.Key}={stage}"])];
        return await Gateway.StartAsync(counted.Address, inferred.Config, [.. stages, "--set", $"Gateway:Inject={stage == "intercept"}"]);
    }

    private async Task<List<IPage>> OpenAsync(Uri address, int count)
    {
        var pages = new List<IPage>();
        for (var n = 0; n < count; n++)
        {
            var page = await browsers.OpenAsync(Browsers.Chromium);
            await page.GotoAsync(address.ToString());
            pages.Add(page);
        }

        return pages;
    }

    /// <summary>Three old pages show everything once and in order, also what is said in a burst.</summary>
    private async Task AssertEachOnceAsync(Uri through, string items, Func<string, Task> say, IReadOnlyList<string> before, string? quiet, string prefix = "")
    {
        var pages = await OpenAsync(through, 3);
        foreach (var page in pages)
        {
            await Assertions.Expect(page.Locator(items)).ToHaveCountAsync(before.Count);
        }

        string[] texts = ["one", "two", "three", "four", "five", "six"];
        for (var n = 0; n < texts.Length; n++)
        {
            await say(texts[n]);
            if (n is 0 or 1 or 5)
            {
                await Assertions.Expect(pages[n % 3].Locator(items)).ToHaveCountAsync(before.Count + n + 1); // the others come in a burst
            }
        }

        foreach (var page in pages)
        {
            await Assertions.Expect(page.Locator(items)).ToHaveCountAsync(before.Count + texts.Length);
            var shown = await page.Locator(items).EvaluateAllAsync<string[]>("items => items.map(item => item.lastChild.textContent)");
            Assert.Equal([.. before, .. texts.Select(text => prefix + text)], shown);
        }

        if (quiet is not null)
        {
            var count = before.Count + texts.Length;
            await AssertQuietAsync(pages, quiet, async n =>
            {
                await say($"more {n}");
                count++;
                foreach (var page in pages)
                {
                    await Assertions.Expect(page.Locator(items)).ToHaveCountAsync(count);
                }
            });
        }

        foreach (var page in pages)
        {
            await page.Context.CloseAsync();
        }
    }

    /// <summary>News come, and none of the pages polls on the network: at the latest after a few.</summary>
    private static async Task AssertQuietAsync(IReadOnlyList<IPage> pages, string path, Func<int, Task> more)
    {
        for (var n = 0; n < 20; n++)
        {
            var before = await PollsAsync();
            await more(n);
            if (await PollsAsync() == before)
            {
                return;
            }
        }

        Assert.Fail($"The pages go on polling {path}.");

        async Task<int> PollsAsync()
        {
            var polls = 0;
            foreach (var page in pages)
            {
                polls += await page.EvaluateAsync<int>("path => performance.getEntriesByType('resource').filter(entry => new URL(entry.name).pathname == path).length", path);
            }

            return polls;
        }
    }

    /// <summary>The backend saw one poll of the bridge's at a time, and of each page only those with which it began.</summary>
    private static void AssertAnswered(CountedBackend counted, int pages, Inferred inferred, int most = 2)
    {
        Assert.Equal(1, counted.MostOwn);
        Assert.InRange(counted.Own, 2, int.MaxValue);
        Assert.True(counted.Passed.Count <= most * pages, $"{counted.Passed.Count} polls passed through: {string.Join(' ', counted.Passed)}\n{inferred.Report}");
    }
}
