using System.Text.Json;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

/// <summary>Where a reader resumes makes no difference to the work.</summary>
public sealed class ServerResumeTests
{
    private const int Count = 20_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resuming_touches_as_many_pages_wherever_the_cursor_stands_and_scans_nothing()
    {
        await using var site = await Site.StartAsync();
        var store = await site.OpenAsync(new Retention { MaxMessages = Count, MaxBytes = 1 << 30 });
        for (var n = 0; n < Count; n += 1_000)
        {
            await store.Log.AppendAsync(Site.News, Enumerable.Range(n, 1_000).Select(number => Site.Entry("" + number, checkpoint: "c" + number)).ToArray(), null, Stop);
        }

        await site.AskAsync<object>("VACUUM (ANALYZE) bridge.messages");
        var pages = new List<long>();
        foreach (var from in (int[])[0, 1, 7_777, Count / 2, Count - 100])
        {
            pages.Add(await PagesAsync(site, ChannelReads.ReadSql, ("$1", "'news'"), ("$2", $"{from}::bigint"), ("$3", "50"), ("$4", "65536"), ("$5", $"'{store.Epoch}'")));
        }

        Assert.InRange(pages.Max(), 1, 40);
        Assert.InRange(pages.Max() - pages.Min(), 0, 8);
        var mark = CheckpointBytes.Mark("c17");
        Assert.InRange(await PagesAsync(site, ChannelReads.FindSql, ("$1", "'news'"), ("$2", $"'{mark}'"), ("$3", "'c17'::bytea")), 1, 40);
    }

    /// <summary>Runs a statement, and gives how many pages it touched; fails if it scanned messages from end to end.</summary>
    private static async Task<long> PagesAsync(Site site, string sql, params (string Name, string Value)[] parameters)
    {
        foreach (var (name, value) in parameters)
        {
            sql = sql.Replace(name, value, StringComparison.Ordinal);
        }

        var plan = await site.AskAsync<string>("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql);
        Assert.Contains("\"Index Name\": \"messages_", plan);
        Assert.DoesNotMatch("\"Node Type\": \"Seq Scan\",[^}]*\"Relation Name\": \"messages\"", plan);
        using var json = JsonDocument.Parse(plan);
        var root = json.RootElement[0].GetProperty("Plan");
        return root.GetProperty("Shared Hit Blocks").GetInt64() + root.GetProperty("Shared Read Blocks").GetInt64();
    }
}
