using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Conformance.Stores;

/// <summary>What is kept, and what a reader is told of the rest.</summary>
public abstract partial class ChannelLogSuite
{
    [Fact]
    public async Task Beyond_the_count_the_oldest_are_evicted_and_readers_are_told()
    {
        await using var store = await StartAsync(new Retention { MaxMessages = 3 });
        var log = (await store.OpenAsync()).Log;
        var last = (await AppendAsync(log, News, [.. Enumerable.Range(1, 5).Select(n => Entry("" + n))])).Last;

        var (messages, result) = await ReadAsync(log, News, last with { Offset = 1 });
        var (_, atTail) = await ReadAsync(log, News, last with { Offset = 2 });

        Assert.Equal(["3", "4", "5"], messages.Select(Text));
        Assert.Equal(new ReadResult(last, true, GapReason.Evicted, last with { Offset = 2 }), result);
        Assert.Null(atTail.Gap);
        Assert.Equal(last with { Offset = 2 }, (await log.HeadAsync(News, Stop)).Tail);
    }

    [Fact]
    public async Task Beyond_the_bytes_the_oldest_are_evicted_but_one_message_always_stays()
    {
        await using var store = await StartAsync(new Retention { MaxBytes = 1024 });
        var log = (await store.OpenAsync()).Log;
        await AppendAsync(log, News, Sized(500), Sized(500), Sized(24));
        var full = await log.HeadAsync(News, Stop);
        await AppendAsync(log, News, Sized(1));
        var overfull = await log.HeadAsync(News, Stop);
        await AppendAsync(log, News, Sized(5_000));
        var single = await log.HeadAsync(News, Stop);
        var (messages, result) = await ReadAsync(log, News, full.Tail);
        await AppendAsync(log, News, Sized(1));

        Assert.Equal((0, 3), (full.Tail.Offset, full.Head.Offset));
        Assert.Equal((1, 4), (overfull.Tail.Offset, overfull.Head.Offset));
        Assert.Equal((4, 5), (single.Tail.Offset, single.Head.Offset));
        Assert.Equal(5_000, Assert.Single(messages).Payload.Bytes.Length);
        Assert.Equal(GapReason.Evicted, result.Gap);
        Assert.Equal(5, (await log.HeadAsync(News, Stop)).Tail.Offset);
    }

    [Fact]
    public async Task Beyond_the_age_they_expire_and_readers_are_told()
    {
        await using var store = await StartAsync(new Retention { MaxAge = TimeSpan.FromMinutes(1) });
        var log = (await store.OpenAsync()).Log;
        var start = await StartOfAsync(log, News);
        await AppendAsync(log, News, Entry("1"), Entry("2"));
        store.Time.Advance(TimeSpan.FromSeconds(40));
        await AppendAsync(log, News, Entry("3"));
        store.Time.Advance(TimeSpan.FromSeconds(40));
        await log.TrimAsync(Stop);

        var (messages, result) = await ReadAsync(log, News, start);

        Assert.Equal(["3"], messages.Select(Text));
        Assert.Equal(new ReadResult(start.Plus(3), true, GapReason.Expired, start.Plus(2)), result);
    }

    [Fact]
    public async Task The_gap_names_why_the_newest_of_the_missing_went()
    {
        await using var store = await StartAsync(new Retention { MaxMessages = 2, MaxAge = TimeSpan.FromMinutes(1) });
        var log = (await store.OpenAsync()).Log;
        var start = await StartOfAsync(log, News);
        await AppendAsync(log, News, Entry("1"), Entry("2"), Entry("3"));
        var (_, evicted) = await ReadAsync(log, News, start);
        store.Time.Advance(TimeSpan.FromMinutes(2));
        await log.TrimAsync(Stop);
        var (_, expired) = await ReadAsync(log, News, start);
        await AppendAsync(log, News, Entry("4"), Entry("5"), Entry("6"));
        var (_, evictedAgain) = await ReadAsync(log, News, start);

        Assert.Equal([GapReason.Evicted, GapReason.Expired, GapReason.Evicted], [evicted.Gap, expired.Gap, evictedAgain.Gap]);
    }

    [Fact]
    public async Task A_channel_trimmed_empty_goes_on_counting()
    {
        await using var store = await StartAsync(new Retention { MaxAge = TimeSpan.FromMinutes(1) });
        var log = (await store.OpenAsync()).Log;
        var second = (await AppendAsync(log, News, Entry("1"), Entry("2"))).Last;
        store.Time.Advance(TimeSpan.FromMinutes(2));
        await log.TrimAsync(Stop);

        var empty = await log.HeadAsync(News, Stop);
        var (_, upToDate) = await ReadAsync(log, News, second);
        var (_, late) = await ReadAsync(log, News, second with { Offset = 1 });
        var third = await AppendAsync(log, News, Entry("3"));

        Assert.Equal((second, second), (empty.Head, empty.Tail));
        Assert.Equal(new ReadResult(second, true), upToDate);
        Assert.Equal(new ReadResult(second, true, GapReason.Expired, second), late);
        Assert.Equal(second.Plus(1), third.Last);
    }

    [Fact]
    public async Task A_full_store_refuses_until_messages_expire()
    {
        await using var store = await StartAsync(new Retention { StoreBytes = 1024, MaxAge = TimeSpan.FromMinutes(1) });
        var log = (await store.OpenAsync()).Log;
        var last = (await AppendAsync(log, News, Sized(1000))).Last;

        var known = await AppendAsync(log, News, Sized(25));
        var unknown = await AppendAsync(log, Other, Sized(25));
        var batch = await AppendAsync(log, Other, Sized(10), Sized(15));
        var fitting = await AppendAsync(log, Other, Sized(24));
        store.Time.Advance(TimeSpan.FromMinutes(2));
        var later = await AppendAsync(log, Other, Sized(1000));

        Assert.Equal(new AppendResult(AppendStatus.Full, last), known);
        Assert.Equal((AppendStatus.Full, 0), (unknown.Status, unknown.Last.Offset));
        Assert.Equal(AppendStatus.Full, batch.Status);
        Assert.Equal((AppendStatus.Appended, 1), (fitting.Status, fitting.Last.Offset));
        Assert.Equal((AppendStatus.Appended, 2), (later.Status, later.Last.Offset));
    }

    [Fact]
    public async Task A_refused_append_leaves_its_keys_unseen()
    {
        await using var store = await StartAsync(new Retention { StoreBytes = 1024, MaxAge = TimeSpan.FromMinutes(1) });
        var log = (await store.OpenAsync()).Log;
        await AppendAsync(log, News, Sized(1000));
        var large = new Entry(Payload.Binary(new byte[100]), Audience.Everyone, "k");

        var refused = await AppendAsync(log, News, large);
        store.Time.Advance(TimeSpan.FromMinutes(2));
        var accepted = await AppendAsync(log, News, large);

        Assert.Equal([AppendStatus.Full, AppendStatus.Appended], [refused.Status, accepted.Status]);
    }

    [Fact]
    public async Task Beyond_the_channels_only_the_known_ones_go_on()
    {
        await using var store = await StartAsync(new Retention { MaxChannels = 2, MaxAge = TimeSpan.FromMinutes(1) });
        var log = (await store.OpenAsync()).Log;
        await log.HeadAsync("asked-only", Stop);
        await ReadAsync(log, "read-only", await StartOfAsync(log, News));
        await log.AppendAsync("moved", new[] { Entry("x") }, (await StartOfAsync(log, "moved")).Plus(1), Stop);
        await AppendAsync(log, News, Entry("a"));
        await AppendAsync(log, Other, Entry("a"));
        store.Time.Advance(TimeSpan.FromMinutes(2));
        await log.TrimAsync(Stop);

        var third = await AppendAsync(log, "third", Entry("a"));

        Assert.Equal((AppendStatus.Full, 0), (third.Status, third.Last.Offset));
        Assert.Equal(2, (await AppendAsync(log, News, Entry("b"))).Last.Offset);
    }

    [Fact]
    public async Task A_channel_may_keep_less_or_more_than_the_others()
    {
        await using var store = await CreateAsync(new StoreOptions
        {
            Retention = new Retention { MaxMessages = 3 },
            RetentionOf = channel => channel == Other ? new Retention { MaxMessages = 1 } : null,
        });
        var log = (await store.OpenAsync()).Log;
        Entry[] entries = [Entry("1"), Entry("2"), Entry("3"), Entry("4")];
        await AppendAsync(log, News, entries);
        await AppendAsync(log, Other, entries);

        Assert.Equal(["2", "3", "4"], await TextsAsync(log, News));
        Assert.Equal(["4"], await TextsAsync(log, Other));
    }
}
