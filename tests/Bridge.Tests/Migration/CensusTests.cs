using System.Text.Json;
using Bridge.TestKit;
using Bridge.TestKit.Hosts;
using Bridge.Tests.Answering;
using Microsoft.AspNetCore.Http;

namespace Bridge.Tests.Migration;

public sealed class CensusTests
{
    private const int Crowd = 200;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Two hundred clients: two old pages, one with the script, one with the script loaded late; and two kinds that no shape describes.</summary>
    [Fact]
    public async Task Every_polling_client_of_a_mixed_crowd_is_named()
    {
        await using var site = await MigrationSite.StartAsync(
            AnswerSite.Public.Replace("\"scope\": \"public\"", "\"scope\": \"public\", \"cohort\": { \"key\": \"who\" }", StringComparison.Ordinal), "observe");
        site.Legacy.Instead = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("[]", Stop);
        };
        var random = new SeededRandom(11);
        var clients = Enumerable.Range(0, Crowd).Select(n => (Id: n, Kind: n % 6)).OrderBy(_ => random.Below(1_000_000)).ToList();
        await Task.WhenAll(clients.Chunk(25).Select(async chunk =>
        {
            foreach (var (id, kind) in chunk)
            {
                await PollAsync(site, id, kind);
            }
        }));

        var report = await site.ReportAsync();
        var census = report.GetProperty("shapes")[0].GetProperty("census");
        int Of(params int[] kinds) => clients.Count(client => kinds.Contains(client.Kind));
        Assert.Equal(Of(0, 1, 2, 3), census.GetProperty("clients").GetInt32());
        Assert.Equal(5 * Of(0, 1, 2, 3), census.GetProperty("polls").GetInt32());
        Assert.Equal(1, census.GetProperty("empty").GetDouble());
        Assert.Equal(Of(2, 3), census.GetProperty("tabs").GetInt32());
        Assert.Equal(Of(3), census.GetProperty("late").GetInt32());
        for (var kind = 0; kind < 4; kind++)
        {
            Assert.Equal(Of(kind), census.GetProperty("pages").GetProperty($"/page{kind}.html").GetInt32());
            Assert.Equal(Of(kind), census.GetProperty("agents").GetProperty($"Browser/{kind}").GetInt32());
        }

        var strangers = report.GetProperty("strangers").EnumerateArray().ToDictionary(stranger => stranger.GetProperty("path").GetString()!);
        Assert.Equal(["/api/news", "/inbox.php"], strangers.Keys.Order());
        Assert.Equal(Of(4), strangers["/inbox.php"].GetProperty("clients").GetInt32());
        Assert.Equal(Of(5), strangers["/api/news"].GetProperty("clients").GetInt32());
        Assert.Equal(["_*", "after*"], strangers["/inbox.php"].GetProperty("parameters").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["/page4.html"], strangers["/inbox.php"].GetProperty("pages").EnumerateArray().Select(page => page.GetString()));
    }

    [Fact]
    public async Task A_request_to_the_same_address_that_is_no_poll_is_counted_with_its_reason()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "observe");
        site.Legacy.Hold = TimeSpan.FromMilliseconds(20);
        using var page = site.Client();
        for (var n = 0; n < 3; n++)
        {
            using var other = await page.GetAsync("/events?lastId=1&all=1", Stop);
        }

        var census = (await site.ReportAsync()).GetProperty("shapes")[0].GetProperty("census");
        Assert.Equal(0, census.GetProperty("matched").GetDouble());
        Assert.Equal(3, census.GetProperty("missed").GetProperty("query parameter 'all', which the shape doesn't name").GetInt32());
    }

    [Fact]
    public async Task No_value_of_a_parameter_is_told()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "observe");
        using var page = site.Client();
        for (var n = 0; n < 6; n++)
        {
            using var answer = await page.GetAsync("/secret?token=hunter2", Stop);
        }

        Assert.DoesNotContain("hunter2", (await site.ReportAsync()).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task Looking_on_changes_no_byte_of_an_answer(string encoding)
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "observe");
        var bytes = new byte[200_000];
        new Random(3).NextBytes(bytes);
        site.Legacy.Instead = async context =>
        {
            context.Response.Headers.ContentEncoding = encoding;
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, 70_000), Stop);
            await context.Response.Body.FlushAsync(Stop);
            await context.Response.Body.WriteAsync(bytes.AsMemory(70_000), Stop);
        };
        using var page = site.Client();
        Assert.Equal(bytes, await page.GetByteArrayAsync("/events?lastId=1", Stop));
    }

    [Fact]
    public async Task Looking_on_holds_nothing_back()
    {
        await using var site = await MigrationSite.StartAsync(AnswerSite.Public, "observe");
        var more = new TaskCompletionSource();
        site.Legacy.Instead = async context =>
        {
            await context.Response.WriteAsync("\n", Stop);
            await context.Response.Body.FlushAsync(Stop);
            await more.Task;
            await context.Response.WriteAsync("[]", Stop);
        };
        using var page = site.Client();
        using var answer = await page.GetAsync("/events?lastId=1", HttpCompletionOption.ResponseHeadersRead, Stop);
        await using var body = await answer.Content.ReadAsStreamAsync(Stop);
        Assert.Equal('\n', body.ReadByte());
        more.SetResult();
        Assert.Equal('[', body.ReadByte());
    }

    private static async Task PollAsync(MigrationSite site, int id, int kind)
    {
        using var http = site.Client(note: kind switch { 2 => $"pass; tab=t{id}", 3 => $"pass; tab=t{id}; late", _ => null }, cookie: $"who=client{id}", agent: $"Browser/{kind}{(kind < 4 ? "" : $".{id}")}");
        http.DefaultRequestHeaders.Referrer = new Uri(site.Address, $"/page{kind}.html?secret=1");
        for (var n = 0; n < 5; n++)
        {
            var path = kind switch { 4 => $"/inbox.php?after={n}&_={id}{n}", 5 => "/api/news", _ => $"/events?lastId={n}" };
            using var answer = await http.GetAsync(path, Stop);
        }
    }
}
