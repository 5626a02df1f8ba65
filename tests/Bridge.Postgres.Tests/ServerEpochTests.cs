using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Postgres.Tests;

/// <summary>When the data stand elsewhere than before, a new epoch begins and everybody is told.</summary>
public sealed class ServerEpochTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_epoch_outlives_nodes()
    {
        await using var site = await Site.StartAsync();
        var first = await site.OpenAsync();
        await Site.AppendAsync(first, "a");
        await first.DisposeAsync();

        var second = await site.OpenAsync();

        Assert.Equal((first.Epoch, (string?)null), (second.Epoch, second.NewEpochBecause));
        Assert.Equal(["a"], await Site.TextsAsync(second));
    }

    [Theory]
    [InlineData("1/00000001/5/9", "another cluster")]
    [InlineData("{0}/FFFFFFFF/5/9", "timeline")]
    [InlineData("{0}/{1}/9/9", "another database")]
    [InlineData("{0}/{1}/{2}/9", "a dump was restored")]
    [InlineData("nonsense", "cannot be read")]
    public async Task Another_place_than_the_marker_says_is_a_new_epoch_and_the_reason_is_told(string marker, string reason)
    {
        await using var site = await Site.StartAsync();
        var before = await site.OpenAsync();
        var last = await Site.AppendAsync(before, "a");
        await before.DisposeAsync();
        var parts = (await site.AskAsync<string>("SELECT marker FROM bridge.store")).Split('/');
        await site.AskAsync<object>($"UPDATE bridge.store SET marker = '{string.Format(marker, parts)}'");

        var after = await site.OpenAsync();
        var again = await site.OpenAsync();

        Assert.Contains(reason, after.NewEpochBecause);
        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Equal((after.Epoch, (string?)null), (again.Epoch, again.NewEpochBecause));
        Assert.Equal(GapReason.Epoch, (await after.Log.ReadAsync(Site.News, last, new ReadLimit(1, 1), [], Stop)).Gap);
    }

    [Fact]
    public async Task A_dump_restored_under_running_nodes_is_noticed_by_all_of_them()
    {
        await using var site = await Site.StartAsync();
        var (one, two) = (await site.OpenAsync(), await site.OpenAsync());
        await Site.AppendAsync(one, "kept");
        var dump = await site.Server.ProgramAsync("pg_dump", "-h", "127.0.0.1", "-p", "" + site.Server.Port, "-U", "postgres", "-n", site.Schema, "--inserts", "postgres");
        var lost = await Site.AppendAsync(one, "lost");
        Assert.Equal(["kept", "lost"], await Site.TextsAsync(two));
        using var ear = new Ear(two, Site.News);

        // psql's own commands are for psql.
        var sql = string.Join('\n', dump.Split('\n').Where(line => !line.StartsWith('\\')));
        await site.Server.DoAsync($"BEGIN; DROP SCHEMA \"{site.Schema}\" CASCADE; {sql}; COMMIT");

        await ear.NextAsync(signal => signal.Channel == Site.News && two.Epoch != lost.Epoch);
        var messages = new List<Message>();
        var read = await two.Log.ReadAsync(Site.News, lost, new ReadLimit(10, 1_000), messages, Stop);
        Assert.Equal((GapReason.Epoch, 1), (read.Gap, messages.Count));
        var next = await Site.AppendAsync(one, "next");
        Assert.Equal((two.Epoch, 2), (next.Epoch, next.Offset));
        Assert.Equal(one.Epoch, two.Epoch);
        Assert.Equal(["kept", "next"], await Site.TextsAsync(two));
    }

    [Fact]
    public async Task An_operator_begins_an_epoch_by_method_and_by_function_and_every_node_follows()
    {
        await using var site = await Site.StartAsync();
        var (one, two) = (await site.OpenAsync(), await site.OpenAsync());
        var first = await Site.AppendAsync(one, "a");
        Assert.Equal(["a"], await Site.TextsAsync(two));
        using var ear = new Ear(two, Site.News);

        await one.BeginEpochAsync("files were put back", Stop);
        await ear.NextAsync(_ => two.Epoch != first.Epoch);
        Assert.Equal(one.Epoch, two.Epoch);
        var second = await Site.AppendAsync(two, "b");
        Assert.Equal((one.Epoch, 2), (second.Epoch, second.Offset));

        var third = await site.AskAsync<string>("SELECT bridge.begin_epoch('again')");
        await ear.NextAsync(_ => two.Epoch.ToString() == third);
        Assert.Equal(third, (await one.Log.HeadAsync(Site.News, Stop)).Head.Epoch.ToString());
        Assert.Equal("again", await site.AskAsync<string>("SELECT reason FROM bridge.store"));
    }
}
