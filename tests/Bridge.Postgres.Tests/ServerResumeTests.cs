using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

/// <summary>Where a reader resumes makes no difference to the work. <c>BRIDGE_ROWS=10000000</c> makes the long channel so long.</summary>
public sealed class ServerResumeTests(ITestOutputHelper output)
{
    private const int Count = 20_000;

    private static readonly int Long = int.TryParse(Environment.GetEnvironmentVariable("BRIDGE_ROWS"), CultureInfo.InvariantCulture, out var rows) ? rows : 200_000;

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

    [Fact]
    public async Task Resuming_in_a_inLongchannel_takes_as_inLongwherever_the_cursor_stands()
    {
        const int Reads = 100;
        await using var site = await Site.StartAsync();
        var store = await site.OpenAsync(new Retention { MaxMessages = 100_000_000, MaxBytes = 1L << 40, StoreBytes = 1L << 40 });
        var first = await Site.AppendAsync(store, new string('x', 100));
        await site.AskAsync<object>(
            $"""
            INSERT INTO bridge.messages SELECT channel, n, total * n, "time", kind, audience, checkpoint, mark, payload FROM bridge.messages, generate_series(2, {Long}) n;
            UPDATE bridge.channels SET head = {Long}, total_at_head = total_at_head * {Long}
            """);
        await site.AskAsync<object>("VACUUM (ANALYZE) bridge.messages");
        var node = await site.OpenAsync(new Retention { MaxMessages = 100_000_000, MaxBytes = 1L << 40, StoreBytes = 1L << 40 });
        Assert.Equal(Long, (await node.Log.HeadAsync(Site.News, Stop)).Head.Offset);

        int[] percents = [0, 1, 25, 50, 75, 95];
        var times = percents.ToDictionary(percent => percent, _ => new List<TimeSpan>());
        for (var n = 0; n < Reads; n++)
        {
            foreach (var percent in percents)
            {
                var messages = new List<Message>();
                var from = Long / 100 * percent + n * 13;
                var began = Stopwatch.GetTimestamp();
                await node.Log.ReadAsync(Site.News, new Position(first.Epoch, from), new ReadLimit(100, 1 << 20), messages, Stop);
                times[percent].Add(Stopwatch.GetElapsedTime(began));
                Assert.Equal(Enumerable.Range(from + 1, 100).Select(offset => (long)offset), messages.Select(message => message.Position.Offset));
            }
        }

        await PagesAsync(site, ChannelReads.ReadSql, ("$1", "'news'"), ("$2", $"{Long / 2}::bigint"), ("$3", "100"), ("$4", "1048576"), ("$5", $"'{store.Epoch}'"));
        var medians = percents.Select(percent => times[percent].Order().ElementAt(Reads / 2)).ToList();
        output.WriteLine($"{Long} messages; 100 of them read from {string.Join(", ", percents.Zip(medians, (percent, median) => $"{percent} %: {median.TotalMicroseconds:0} µs"))} (medians of {Reads})");
        Assert.InRange(medians.Max() / medians.Min(), 1, 5);

        var (here, elsewhere) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var n = 0; n < Reads; n++)
        {
            foreach (var (channel, took) in new[] { (Site.News, here), ((ChannelName)"short", elsewhere) })
            {
                var began = Stopwatch.GetTimestamp();
                await Site.AppendAsync(node, "x", channel: channel);
                took.Add(Stopwatch.GetElapsedTime(began));
            }
        }

        var (inLong, inShort) = (here.Order().ElementAt(Reads / 2), elsewhere.Order().ElementAt(Reads / 2));
        output.WriteLine($"one appended in {inLong.TotalMicroseconds:0} µs, to a channel that has just begun in {inShort.TotalMicroseconds:0} µs (medians of {Reads})");
        Assert.InRange(inLong / inShort, 0, 5);
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
        Assert.DoesNotContain("\"JIT\"", plan); // compiling would take ten times as long as reading
        using var json = JsonDocument.Parse(plan);
        var root = json.RootElement[0].GetProperty("Plan");
        return root.GetProperty("Shared Hit Blocks").GetInt64() + root.GetProperty("Shared Read Blocks").GetInt64();
    }
}
