using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>Dedupe keys and checkpoints.</summary>
public abstract partial class ChannelLogSuite
{
    [Fact]
    public async Task The_same_key_is_appended_once_and_answered_with_its_first_position()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;
        var first = await AppendAsync(log, News, Entry("a", "k"));
        await AppendAsync(log, News, Entry("b"));

        var again = await AppendAsync(log, News, Entry("a", "k"));
        var elsewhere = await AppendAsync(log, Other, Entry("a", "k"));

        Assert.Equal(new AppendResult(AppendStatus.Duplicate, first.Last), again);
        Assert.Equal(AppendStatus.Appended, elsewhere.Status);
        Assert.Equal(["a", "b"], await TextsAsync(log, News));
    }

    [Fact]
    public async Task A_key_with_another_payload_is_a_conflict_and_nothing_of_the_batch_is_appended()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;
        var first = await AppendAsync(log, News, Entry("a", "k"));

        var otherBytes = await AppendAsync(log, News, Entry("x", "new"), Entry("b", "k"), Entry("y"));
        var otherKind = await AppendAsync(log, News, new Entry(Payload.Binary("a"u8.ToArray()), Audience.Everyone, "k"));
        var afterwards = await AppendAsync(log, News, Entry("z", "new"));

        Assert.Equal(new AppendResult(AppendStatus.KeyConflict, first.Last), otherBytes);
        Assert.Equal(AppendStatus.KeyConflict, otherKind.Status);
        Assert.Equal(AppendStatus.Appended, afterwards.Status);
        Assert.Equal(["a", "z"], await TextsAsync(log, News));
    }

    [Fact]
    public async Task Known_keys_within_a_batch_are_skipped_and_the_rest_is_appended()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;
        var first = await AppendAsync(log, News, Entry("a", "ka"));

        var result = await AppendAsync(log, News, Entry("b", "kb"), Entry("a", "ka"), Entry("c"), Entry("b", "kb"), Entry("d", "kd"));
        var endsKnown = await AppendAsync(log, News, Entry("e", "ke"), Entry("a", "ka"));

        Assert.Equal(new AppendResult(AppendStatus.Appended, first.Last.Plus(3)), result);
        Assert.Equal(new AppendResult(AppendStatus.Appended, first.Last), endsKnown);
        Assert.Equal(["a", "b", "c", "d", "e"], await TextsAsync(log, News));
    }

    [Fact]
    public async Task A_key_twice_in_one_batch_with_two_payloads_is_a_conflict()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;

        var result = await AppendAsync(log, News, Entry("a", "k"), Entry("b", "k"));

        Assert.Equal(AppendStatus.KeyConflict, result.Status);
        Assert.Equal(0, (await log.HeadAsync(News, Stop)).Head.Offset);
    }

    [Fact]
    public async Task A_key_is_remembered_longer_than_its_message()
    {
        await using var store = await StartAsync(new Retention { MaxMessages = 1, MaxAge = TimeSpan.FromMinutes(1), DedupeAge = TimeSpan.FromHours(1) });
        var log = (await store.OpenAsync()).Log;
        var first = await AppendAsync(log, News, Entry("a", "k"));
        await AppendAsync(log, News, Entry("b"));
        store.Time.Advance(TimeSpan.FromMinutes(59));
        await log.TrimAsync(Stop);

        Assert.Equal(new AppendResult(AppendStatus.Duplicate, first.Last), await AppendAsync(log, News, Entry("a", "k")));
    }

    [Fact]
    public async Task A_key_is_forgotten_after_its_age()
    {
        await using var store = await StartAsync(new Retention { DedupeAge = TimeSpan.FromMinutes(5) });
        var log = (await store.OpenAsync()).Log;
        await AppendAsync(log, News, Entry("a", "k"));
        store.Time.Advance(TimeSpan.FromMinutes(3));
        await AppendAsync(log, News, Entry("a", "k"));
        store.Time.Advance(TimeSpan.FromMinutes(3)); // a repetition does not prolong it

        Assert.Equal(AppendStatus.Appended, (await AppendAsync(log, News, Entry("b", "k"))).Status);
    }

    [Fact]
    public async Task The_oldest_keys_make_room_for_new_ones()
    {
        await using var store = await StartAsync(new Retention { DedupeKeys = 2 });
        var log = (await store.OpenAsync()).Log;
        await AppendAsync(log, News, Entry("1", "k1"), Entry("2", "k2"), Entry("3", "k3"));
        await log.TrimAsync(Stop);

        Assert.Equal(AppendStatus.Duplicate, (await AppendAsync(log, News, Entry("2", "k2"))).Status);
        Assert.Equal(AppendStatus.Duplicate, (await AppendAsync(log, News, Entry("3", "k3"))).Status);
        Assert.Equal(AppendStatus.Appended, (await AppendAsync(log, News, Entry("1", "k1"))).Status);
    }

    [Fact]
    public async Task An_append_that_expects_another_checkpoint_appends_nothing()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;
        var first = (await AppendAsync(log, News, Entry("a", checkpoint: "c1"))).Last;
        await AppendAsync(log, News, Entry("b"));

        var fits = await log.AppendAsync(News, new[] { Entry("c", checkpoint: "c2") }, first, Stop);
        var late = await log.AppendAsync(News, new[] { Entry("d", checkpoint: "c3") }, first, Stop);

        Assert.Equal((AppendStatus.Appended, 3), (fits.Status, fits.Last.Offset));
        Assert.Equal(new AppendResult(AppendStatus.CheckpointMoved, fits.Last), late);
        Assert.Equal(new Checkpoint("c2"), (await log.HeadAsync(News, Stop)).LastCheckpoint);
        Assert.Equal(["a", "b", "c"], await TextsAsync(log, News));
    }

    [Fact]
    public async Task An_append_that_expects_no_checkpoint_yet_is_the_first_with_one()
    {
        await using var store = await StartAsync();
        var log = (await store.OpenAsync()).Log;
        var none = (await log.HeadAsync(News, Stop)).CheckpointAt;

        var stranger = await log.AppendAsync(News, new[] { Entry("x") }, none.Plus(1), Stop);
        var first = await log.AppendAsync(News, new[] { Entry("a", checkpoint: "c1") }, none, Stop);
        var second = await log.AppendAsync(News, new[] { Entry("b", checkpoint: "c1") }, none, Stop);

        Assert.Equal(AppendStatus.CheckpointMoved, stranger.Status);
        Assert.Equal(AppendStatus.Appended, first.Status);
        Assert.Equal(AppendStatus.CheckpointMoved, second.Status);
    }

    [Fact]
    public async Task The_same_checkpoint_further_on_is_another_one()
    {
        await using var store = await StartAsync(new Retention { MaxMessages = 2 });
        var log = (await store.OpenAsync()).Log;
        var old = (await AppendAsync(log, News, Entry("a", checkpoint: "7"))).Last;
        var anew = (await AppendAsync(log, News, Entry("b", checkpoint: "1"), Entry("c", checkpoint: "7"), Entry("d"))).Last; // the backend counts anew, and comes to the same cursor

        Assert.Equal(AppendStatus.CheckpointMoved, (await log.AppendAsync(News, new[] { Entry("e", checkpoint: "8") }, old, Stop)).Status);
        Assert.Equal(AppendStatus.CheckpointMoved, (await log.AppendAsync(News, new[] { Entry("e", checkpoint: "8") }, Foreign(anew.Plus(-1)), Stop)).Status);
        Assert.Equal(anew.Plus(-1), (await log.HeadAsync(News, Stop)).CheckpointAt);
        await AppendAsync(log, News, Entry("f"), Entry("g")); // it is trimmed, and stays the last
        Assert.Equal(AppendStatus.Appended, (await log.AppendAsync(News, new[] { Entry("h", checkpoint: "8") }, anew.Plus(-1), Stop)).Status);
    }

    [Fact]
    public async Task A_checkpoint_is_found_at_its_newest_entry_while_that_is_kept()
    {
        await using var store = await StartAsync(new Retention { MaxMessages = 3 });
        var log = (await store.OpenAsync()).Log;
        var first = (await AppendAsync(log, News, Entry("1", checkpoint: "a"), Entry("2", checkpoint: "b"), Entry("3", checkpoint: "a"))).Last;

        var newest = await log.FindAsync(News, new Checkpoint("a"), Stop);
        await AppendAsync(log, News, Entry("4"), Entry("5"));

        Assert.Equal(first, newest);
        Assert.Equal(first, await log.FindAsync(News, new Checkpoint("a"), Stop));
        Assert.Null(await log.FindAsync(News, new Checkpoint("b"), Stop));
        Assert.Null(await log.FindAsync(News, new Checkpoint("A"), Stop));
        Assert.Null(await log.FindAsync(Other, new Checkpoint("a"), Stop));
    }

    [Fact]
    public async Task The_last_checkpoint_outlives_its_message()
    {
        await using var store = await StartAsync(new Retention { MaxAge = TimeSpan.FromMinutes(1) });
        var log = (await store.OpenAsync()).Log;
        var last = (await AppendAsync(log, News, Entry("a", checkpoint: "c1"))).Last;
        store.Time.Advance(TimeSpan.FromMinutes(2));
        await log.TrimAsync(Stop);

        var head = await log.HeadAsync(News, Stop);
        Assert.Equal((new Checkpoint("c1"), last), (head.LastCheckpoint, head.CheckpointAt));
        var next = await log.AppendAsync(News, new[] { Entry("b", checkpoint: "c2") }, last, Stop);

        Assert.Null(await log.FindAsync(News, new Checkpoint("c1"), Stop));
        Assert.Equal((AppendStatus.Appended, 2), (next.Status, next.Last.Offset));
    }
}
