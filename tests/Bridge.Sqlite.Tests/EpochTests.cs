using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

/// <summary>When cursors stay valid over a start, and when they must not.</summary>
public sealed class EpochTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_clean_restart_keeps_epoch_heads_gaps_checkpoints_and_keys()
    {
        using var folder = new Folder();
        var retention = new Retention { MaxMessages = 2 };
        Position last;
        await using (var store = folder.Open(retention))
        {
            await store.AppendAsync("1", checkpoint: "c1");
            await store.AppendAsync("2", "k2");
            await store.AppendAsync("3", checkpoint: "c3");
            last = await store.AppendAsync("4");
            Assert.Null(store.NewEpochBecause);
        }

        await using var again = folder.Open(retention, seed: 2);
        var read = await again.Log.ReadAsync(Stores.News, last with { Offset = 0 }, new ReadLimit(9, 999), [], Stop);

        Assert.Null(again.NewEpochBecause);
        Assert.Equal(new ChannelHead(last, last with { Offset = 2 }, new Checkpoint("c3"), last with { Offset = 3 }), await again.Log.HeadAsync(Stores.News, Stop));
        Assert.Equal((GapReason.Evicted, last with { Offset = 2 }), (read.Gap, read.GapResume));
        Assert.Equal(["3", "4"], await again.TextsAsync());
        Assert.Equal(last with { Offset = 3 }, await again.Log.FindAsync(Stores.News, new Checkpoint("c3"), Stop));
        var repeated = await again.Log.AppendAsync(Stores.News, new[] { new Entry(Payload.Text("2"), Audience.Everyone, "k2") }, null, Stop);
        Assert.Equal(new AppendResult(AppendStatus.Duplicate, last with { Offset = 2 }), repeated);
        Assert.Equal(last.Plus(1), await again.AppendAsync("5"));
    }

    [Fact]
    public async Task A_channel_trimmed_empty_goes_on_counting_over_a_restart()
    {
        using var folder = new Folder();
        var (retention, time) = (new Retention { MaxAge = TimeSpan.FromMinutes(1) }, new ManualTime());
        Position last;
        await using (var store = folder.Open(retention, time))
        {
            last = await store.AppendAsync("1");
            time.Advance(TimeSpan.FromMinutes(2));
            await store.Log.TrimAsync(Stop);
        }

        await using var again = folder.Open(retention, time);
        var late = await again.Log.ReadAsync(Stores.News, last with { Offset = 0 }, new ReadLimit(9, 999), [], Stop);
        Assert.Equal(new ReadResult(last, true, GapReason.Expired, last), late);
        Assert.Equal(last.Plus(1), await again.AppendAsync("2"));
    }

    [Fact]
    public async Task A_killed_process_loses_nothing_accepted_and_the_epoch_goes_on()
    {
        using var folder = new Folder();
        await using var store = folder.Open();
        await store.AppendAsync("1");
        var last = await store.AppendAsync("2");
        using var killed = folder.Killed();

        await using var again = killed.Open(seed: 2);

        Assert.Null(again.NewEpochBecause);
        Assert.Equal(last.Epoch, again.Epoch);
        Assert.Equal(["1", "2"], await again.TextsAsync());
    }

    [Fact]
    public async Task A_database_older_than_its_marker_is_a_new_epoch_and_what_it_holds_is_told_again()
    {
        using var folder = new Folder();
        var store = folder.Open();
        await store.AppendAsync("1");
        using var backup = folder.Killed();
        var last = await store.AppendAsync("2");
        await store.DisposeAsync();
        Folder.Copy(backup.Database, folder.Database);
        Folder.Copy(backup["bridge.db-wal"], folder["bridge.db-wal"]);

        await using var restored = folder.Open(seed: 2);
        var messages = new List<Message>();
        var read = await restored.Log.ReadAsync(Stores.News, last, new ReadLimit(9, 999), messages, Stop);

        Assert.Contains("older copy", restored.NewEpochBecause);
        Assert.NotEqual(last.Epoch, restored.Epoch);
        Assert.Equal(GapReason.Epoch, read.Gap);
        Assert.Equal(["1"], await restored.TextsAsync());
        Assert.Single(messages);
    }

    [Fact]
    public async Task An_older_copy_is_noticed_after_a_kill_too_to_the_last_commit()
    {
        using var folder = new Folder();
        await using var store = folder.Open();
        await store.AppendAsync("1");
        using var backup = folder.Killed(withMarker: false);
        await store.AppendAsync("2");
        Folder.Copy(folder["bridge.db.epoch"], backup["bridge.db.epoch"]);

        await using var restored = backup.Open(seed: 2);

        Assert.Contains("older copy", restored.NewEpochBecause);
    }

    [Fact]
    public async Task A_database_without_its_marker_is_a_new_epoch()
    {
        using var folder = new Folder();
        await using var store = folder.Open();
        await store.AppendAsync("1");
        using var backup = folder.Killed(withMarker: false);

        await using var restored = backup.Open(seed: 2);

        Assert.Contains("missing", restored.NewEpochBecause);
        Assert.NotEqual(store.Epoch, restored.Epoch);
        Assert.Equal(["1"], await restored.TextsAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("bridge-epoch 1 aaaaaaaa 0000000000000000003 open   12345678\n")]
    [InlineData("bridge-epoch 1      d283ba27\n")] // the sums of these are right
    [InlineData("bridge-epoch 1 aaaaaaaa f6c347bf\n")]
    [InlineData("bridge-epoch 1 aaaaaaaa 3 137fa334\n")]
    public async Task A_marker_that_cannot_be_read_is_a_new_epoch(string text)
    {
        using var folder = new Folder();
        await folder.Open().DisposeAsync();
        await File.WriteAllTextAsync(folder["bridge.db.epoch"], text, Stop);

        await using var store = folder.Open(seed: 2);

        Assert.Contains("cannot be read", store.NewEpochBecause);
    }

    [Fact]
    public async Task The_marker_of_another_database_is_a_new_epoch()
    {
        using var one = new Folder();
        using var two = new Folder();
        await one.Open(seed: 1).DisposeAsync();
        await two.Open(seed: 2).DisposeAsync();
        Folder.Copy(one["bridge.db.epoch"], two["bridge.db.epoch"]);

        await using var store = two.Open(seed: 3);

        Assert.Contains("another database", store.NewEpochBecause);
    }

    [Fact]
    public async Task A_marker_older_than_an_orderly_end_is_a_new_epoch()
    {
        using var folder = new Folder();
        await folder.Open().DisposeAsync();
        Folder.Copy(folder["bridge.db.epoch"], folder["old"]);
        await folder.Open().DisposeAsync();
        Folder.Copy(folder["old"], folder["bridge.db.epoch"]);

        await using var store = folder.Open(seed: 2);

        Assert.Contains("marker is an older copy", store.NewEpochBecause);
    }

    [Fact]
    public async Task A_lost_database_is_a_new_epoch()
    {
        using var folder = new Folder();
        await folder.Open().DisposeAsync();
        File.Delete(folder.Database);

        await using var store = folder.Open(seed: 1); // even if chance gave the same epoch, the marker says why it would be another one

        Assert.NotNull(store.NewEpochBecause);
    }

    /// <summary>The limit of what can be noticed, written down: docs tell to restore without the marker.</summary>
    [Fact]
    public async Task A_backup_restored_together_with_its_marker_cannot_be_told_from_the_original()
    {
        using var folder = new Folder();
        await using var store = folder.Open();
        await store.AppendAsync("1");
        using var backup = folder.Killed();
        await store.AppendAsync("2");

        await using var restored = backup.Open(seed: 2);

        Assert.Null(restored.NewEpochBecause);
    }
}
