using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

/// <summary>How rows leave the file.</summary>
public sealed class TrimmingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Expired_messages_leave_the_file_in_slices_between_which_others_write()
    {
        using var folder = new Folder();
        var time = new ManualTime();
        await using var store = folder.Open(new Retention { MaxAge = TimeSpan.FromMinutes(1) }, time);
        await FillAsync(store, 5_000);
        await store.AppendAsync("last of the large transactions"); // sweeping keeps in step with the transaction before
        time.Advance(TimeSpan.FromMinutes(2));
        var rows = new List<long>();
        Task<Position>? between = null;
        store.Writer.Committing = () =>
        {
            rows.Add(folder.Ask("SELECT COUNT(*) FROM messages"));
            between ??= store.AppendAsync("between");
        };

        var trimming = store.Log.TrimAsync(Stop).AsTask();
        await trimming;
        await between!;
        await store.Log.TrimAsync(Stop); // whatever is left to sweep
        store.Writer.Committing = null;

        Assert.Equal(["between"], await store.TextsAsync());
        Assert.Equal(1, folder.Ask("SELECT COUNT(*) FROM messages"));
        Assert.True(rows.Count > 5, $"{rows.Count} transactions");
        Assert.All(rows.Zip(rows.Skip(1)), pair => Assert.True(pair.First - pair.Second <= 1_010, $"{pair.First} to {pair.Second}"));
    }

    [Fact]
    public async Task Evicted_messages_leave_the_file_along_with_appends()
    {
        using var folder = new Folder();
        await using var store = folder.Open(new Retention { MaxMessages = 100 });
        for (var n = 0; n < 20; n++)
        {
            await FillAsync(store, 50);
        }

        Assert.InRange(folder.Ask("SELECT COUNT(*) FROM messages"), 100, 150);
        await store.Log.TrimAsync(Stop);
        Assert.Equal(100, folder.Ask("SELECT COUNT(*) FROM messages"));
        Assert.Equal(100, (await store.TextsAsync()).Length);
    }

    [Fact]
    public async Task One_large_message_pushes_out_exactly_the_small_ones_it_needs_room_of()
    {
        using var folder = new Folder();
        await using var store = folder.Open(new Retention { MaxBytes = 30_000 });
        await FillAsync(store, 3_000, "0123456789");
        Assert.Equal(0, (await store.Log.HeadAsync(Stores.News, Stop)).Tail.Offset);

        await store.AppendAsync(new string('x', 12_345));

        Assert.Equal(1_235, (await store.Log.HeadAsync(Stores.News, Stop)).Tail.Offset);
    }

    [Fact]
    public async Task Keys_past_their_age_leave_the_file()
    {
        using var folder = new Folder();
        var time = new ManualTime();
        await using var store = folder.Open(new Retention { DedupeAge = TimeSpan.FromMinutes(5) }, time);
        for (var n = 0; n < 10; n++)
        {
            await store.AppendAsync("" + n, "k" + n);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        await store.Log.TrimAsync(Stop);
        Assert.Equal(5, folder.Ask("SELECT COUNT(*) FROM keys"));
        Assert.Equal(5, folder.Ask("SELECT keys FROM channels"));
    }

    [Fact]
    public async Task The_oldest_keys_leave_the_file_when_there_are_too_many()
    {
        using var folder = new Folder();
        await using var store = folder.Open(new Retention { DedupeKeys = 3 });
        for (var n = 0; n < 10; n++)
        {
            await store.AppendAsync("" + n, "k" + n);
        }

        Assert.Equal(3, folder.Ask("SELECT COUNT(*) FROM keys"));
    }

    [Fact]
    public async Task Limits_lowered_since_the_last_start_hold_from_the_next_append_on()
    {
        using var folder = new Folder();
        await using (var store = folder.Open())
        {
            await FillAsync(store, 500);
        }

        await using var again = folder.Open(new Retention { MaxMessages = 7 });
        await again.AppendAsync("next");

        Assert.Equal(7, (await again.TextsAsync()).Length);
    }

    [Fact]
    public async Task The_stores_bytes_are_counted_over_a_restart()
    {
        using var folder = new Folder();
        var retention = new Retention { StoreBytes = 1_024 };
        await using (var store = folder.Open(retention))
        {
            await store.AppendAsync(new string('x', 1_000));
        }

        await using var again = folder.Open(retention);
        var refused = await again.Log.AppendAsync("other", new[] { new Entry(Payload.Binary(new byte[25]), Audience.Everyone) }, null, Stop);
        Assert.Equal(AppendStatus.Full, refused.Status);
    }

    private static async Task FillAsync(SqliteStore store, int count, string text = "x")
    {
        var entries = Enumerable.Repeat(new Entry(Payload.Text(text), Audience.Everyone), count).ToArray();
        Assert.Equal(AppendStatus.Appended, (await store.Log.AppendAsync(Stores.News, entries, null, Stop)).Status);
    }
}
