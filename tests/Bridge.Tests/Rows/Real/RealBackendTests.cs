using System.Text;
using Bridge.PollShapes;
using Bridge.TestKit.Hosts;
using Bridge.Tests.Rows.Systems;

namespace Bridge.Tests.Rows.Real;

/// <summary>The programs themselves, as they are installed: what the scripted backends say of them is what they do.</summary>
public sealed class RealBackendTests
{
    [Fact]
    public Task All_of_pouchdb_servers_changes_arrive_once_across_its_restart_with_a_lower_head() => EightAsync<CouchDb>(
        new PouchDbServer(), ("\"do\": \"stop\"", "\"do\": \"wait\", \"delayFrom\": { \"constant\": \"100ms\" }")); // between its start and its first database

    [Fact]
    public Task All_of_json_servers_posts_arrive_once_across_its_restart_with_a_lower_head() => EightAsync<JsonServer>(
        new JsonServerProgram(), ("\"interval\": \"2s\"", "\"interval\": \"100ms\", \"min\": \"50ms\""));

    [Fact]
    public Task All_of_nchans_messages_arrive_once_across_its_restart() => EightAsync<Nchan>(new NchanProgram());

    [Fact]
    public Task All_of_PHPs_messages_arrive_once_across_a_restart_with_a_lower_head() => EightAsync<PhpLastId>(new PhpProgram());

    [Fact]
    public async Task Of_PHPs_file_with_a_time_of_whole_seconds_the_final_state_arrives()
    {
        await using var program = new PhpProgram();
        await program.StartAsync();
        await using var site = await RealSite.StartAsync(program.Address, PhpTimestamp.Shape);
        var client = PhpTimestamp.Client();
        program.Write("first");
        site.Follow(client);
        await UntilAsync(site, client, () => client.Seen.Count > 0);
        for (var n = 0; n < 8; n++)
        {
            program.Write($"state {n}");
        }

        await NextSecondAsync();
        program.Write("final");
        await UntilAsync(site, client, () => client.Seen[^1].Contains("final", StringComparison.Ordinal));
        await Eventually.HoldsAsync(async () => (await site.KeptAsync()).LastOrDefault()?.Contains("final", StringComparison.Ordinal) == true, $"the log has it; {site.Where}");
    }

    /// <summary>Five items, one by one and together; the backend begins anew; three more. The page and the log have each once.</summary>
    private static async Task EightAsync<T>(RealProgram started, params (string Before, string After)[] changes)
        where T : IRow
    {
        await using var program = started;
        await program.StartAsync();
        await using var site = await RealSite.StartAsync(program.Address, Changed(T.Shape, changes));
        var client = T.Client();
        site.Follow(client);
        if (T.Shape.Cursor.Initial == CursorInitial.Tail)
        {
            await UntilAsync(site, client, () => site.IsPolling); // what is older than its first look isn't news
        }

        await program.AddAsync("item1");
        await UntilAsync(site, client, () => client.Seen.Count == 1);
        await program.AddAsync("item2");
        await program.AddAsync("item3");
        await UntilAsync(site, client, () => client.Seen.Count == 3);
        await program.AddAsync("item4");
        await program.AddAsync("item5");
        await UntilAsync(site, client, () => client.Seen.Count == 5);
        await UntilAsync(site, client, async () => (await site.KeptAsync()).Count == 5); // what nobody has heard of before it ends is gone

        await program.BeginAnewAsync();
        await NextSecondAsync(); // nchan numbers messages within a second: the same second has the same numbers in both lives
        await program.AddAsync("item6");
        await program.AddAsync("item7");
        await program.AddAsync("item8");
        await UntilAsync(site, client, () => client.Seen.Count >= 8);
        await UntilAsync(site, client, async () => (await site.KeptAsync()).Count >= 8);
        string[] all = [.. Enumerable.Range(1, 8).Select(n => $"item{n}")];
        Assert.Equal(all, client.Seen.Select(Named));
        Assert.Equal(all, (await site.KeptAsync()).Select(Named));
    }

    private static Task NextSecondAsync()
    {
        var second = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        // A file's time is of the kernel's coarse clock, which is a few milliseconds behind.
        return Eventually.HoldsAsync(() => DateTimeOffset.UtcNow.AddMilliseconds(-50).ToUnixTimeSeconds() > second, "the next second begins");
    }

    private static string Named(string item) => item.Substring(item.IndexOf("item", StringComparison.Ordinal), 5);

    private static Task UntilAsync(RealSite site, RowClient client, Func<bool> holds) => UntilAsync(site, client, () => ValueTask.FromResult(holds()));

    private static async Task UntilAsync(RealSite site, RowClient client, Func<ValueTask<bool>> holds)
    {
        try
        {
            await Eventually.HoldsAsync(holds, "it arrives");
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The page has {string.Join(" | ", client.Seen)}; the log has {string.Join(" | ", await site.KeptAsync())}; the bridge: {site.Where}");
        }
    }

    /// <summary>A shape with some of its text changed: tests don't wait for the pace of a day.</summary>
    private static PollShape Changed(PollShape shape, (string Before, string After)[] changes)
    {
        if (changes.Length == 0)
        {
            return shape;
        }

        var text = Encoding.UTF8.GetString(PollShapes.Samples.Json(shape.Name));
        foreach (var (before, after) in changes)
        {
            Assert.Contains(before, text, StringComparison.Ordinal);
            text = text.Replace(before, after, StringComparison.Ordinal);
        }

        return PollShapes.Samples.Read(shape.Name, Encoding.UTF8.GetBytes(text));
    }
}
