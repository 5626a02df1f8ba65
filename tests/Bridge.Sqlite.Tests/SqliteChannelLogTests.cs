using Bridge.Conformance.Stores;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

public sealed class SqliteChannelLogTests : ChannelLogSuite
{
    protected override int Walks => 12;

    protected override int Load => 300;

    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => SqliteFixture.CreateAsync(options);

    [Fact]
    public async Task Reading_what_is_new_completes_at_once_and_allocates_nothing()
    {
        using var folder = new Folder();
        await using var store = Open(folder);
        var last = (await AppendAsync(store.Log, News, [.. Enumerable.Range(0, 100).Select(n => Entry("" + n))])).Last;
        var into = new List<Message>(64);
        ReadManyTimes(store.Log, last, into, 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadManyTimes(store.Log, last, into, 1_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Nobody_sees_what_is_written_but_not_committed()
    {
        using var folder = new Folder();
        await using var store = Open(folder);
        var first = (await AppendAsync(store.Log, News, Entry("1", checkpoint: "c1"))).Last;
        using var held = new HeldCommit(store.Writer);

        var append = AppendAsync(store.Log, News, Entry("2", checkpoint: "c2"));
        await held.Reached;
        var head = await store.Log.HeadAsync(News, Stop);
        var (messages, result) = await ReadAsync(store.Log, News, first with { Offset = 0 });
        var found = await store.Log.FindAsync(News, new Checkpoint("c2"), Stop);
        var isAccepted = append.IsCompleted;
        held.Dispose();

        Assert.False(isAccepted);
        Assert.Equal(new ChannelHead(first, first with { Offset = 0 }, new Checkpoint("c1"), first), head);
        Assert.Equal((1, first, true), (messages.Count, result.UpTo, result.AtHead));
        Assert.Null(found);
        Assert.Equal(first.Plus(1), (await append).Last);
        Assert.Equal(["1", "2"], await TextsAsync(store.Log, News));
    }

    [Fact]
    public async Task What_gathers_during_a_commit_is_one_transaction()
    {
        using var folder = new Folder();
        await using var store = Open(folder);
        using var held = new HeldCommit(store.Writer);

        var first = AppendAsync(store.Log, News, Entry("first"));
        await held.Reached;
        var others = Enumerable.Range(0, 200).Select(n => AppendAsync(store.Log, "c" + (n % 7), Entry("" + n))).ToArray();
        held.Dispose();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, held.Transactions);
    }

    [Fact]
    public async Task A_commit_that_fails_shows_nothing_and_leaves_no_hole()
    {
        using var folder = new Folder();
        await using var store = Open(folder);
        var first = (await AppendAsync(store.Log, News, Entry("1"))).Last;
        store.Writer.Committing = () => throw new IOException("The disk is gone.");

        await Assert.ThrowsAsync<IOException>(() => AppendAsync(store.Log, News, Entry("2", "k", "c")));
        await Assert.ThrowsAsync<IOException>(() => AppendAsync(store.Log, Other, Entry("x")));
        var head = await store.Log.HeadAsync(News, Stop);
        store.Writer.Committing = null;
        var second = await AppendAsync(store.Log, News, Entry("3", "k", "c"));

        Assert.Equal((first, null), (head.Head, head.LastCheckpoint));
        Assert.Equal(new AppendResult(AppendStatus.Appended, first.Plus(1)), second);
        Assert.Equal(["1", "3"], await TextsAsync(store.Log, News));
        Assert.Equal(1, (await AppendAsync(store.Log, Other, Entry("y"))).Last.Offset);
    }

    [Fact]
    public async Task Of_a_transaction_that_fails_only_the_guilty_fail()
    {
        using var folder = new Folder();
        await using var store = Open(folder, o => o.MaxFileBytes = 1 << 20);
        using var held = new HeldCommit(store.Writer);
        var first = AppendAsync(store.Log, News, Entry("1"));
        await held.Reached;

        Task<AppendResult>[] group = [AppendAsync(store.Log, News, Entry("2")), AppendAsync(store.Log, News, Sized(2 << 20)), AppendAsync(store.Log, News, Entry("3"))];
        held.Dispose();
        await first;
        var results = await Task.WhenAll(group);

        Assert.Equal([AppendStatus.Appended, AppendStatus.Full, AppendStatus.Appended], results.Select(result => result.Status));
        Assert.Equal(["1", "2", "3"], await TextsAsync(store.Log, News));
    }

    [Fact]
    public async Task A_file_that_may_not_grow_refuses_until_retention_has_made_room_and_leaves_no_hole()
    {
        using var folder = new Folder();
        var time = new ManualTime();
        await using var store = Open(folder, o => o.MaxFileBytes = 1 << 20, new Retention { MaxAge = TimeSpan.FromMinutes(1) }, time);
        var accepted = 0L;
        AppendResult result;
        while ((result = await AppendAsync(store.Log, News, Sized(20_000))).Status == AppendStatus.Appended)
        {
            Assert.Equal(++accepted, result.Last.Offset);
        }

        Assert.Equal(AppendStatus.Full, result.Status);
        Assert.InRange(accepted, 10, 60);
        Assert.Equal(accepted, (await store.Log.HeadAsync(News, Stop)).Head.Offset);
        Assert.Equal(accepted, (await ReadAsync(store.Log, News, result.Last with { Offset = 0 })).Messages.Count);
        Assert.Equal(AppendStatus.Full, (await AppendAsync(store.Log, Other, Sized(20_000))).Status);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(accepted + 1, (await AppendAsync(store.Log, News, Sized(20_000))).Last.Offset);
        Assert.Equal(1, (await AppendAsync(store.Log, Other, Sized(20_000))).Last.Offset);
    }

    [Fact]
    public async Task Readers_at_the_tail_of_a_channel_that_evicts_are_told_a_gap_and_never_meet_a_hole()
    {
        using var folder = new Folder();
        await using var store = Open(folder, o => o.HotBytes = 0, new Retention { MaxMessages = 20 });
        var appending = Task.Run(
            async () =>
            {
                for (var n = 0; n < 400; n++)
                {
                    await AppendAsync(store.Log, News, Entry("a" + n), Entry("b" + n), Entry("c" + n));
                }
            }, Stop);

        var gaps = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(
            async () =>
            {
                var gaps = 0;
                for (var after = (await store.Log.HeadAsync(News, Stop)).Tail; !appending.IsCompleted; after = (await store.Log.HeadAsync(News, Stop)).Tail)
                {
                    await Task.Yield();
                    var (messages, result) = await ReadAsync(store.Log, News, after, new ReadLimit(10, 65_536));
                    var from = result.Gap is null ? after : result.GapResume;
                    Assert.Equal(Enumerable.Range(1, messages.Count).Select(n => from.Plus(n)), messages.Select(message => message.Position));
                    gaps += result.Gap is null ? 0 : 1;
                }

                return gaps;
            }, Stop)));
        await appending;

        TestContext.Current.TestOutputHelper?.WriteLine($"{gaps.Sum()} gaps");
        Assert.Equal(1_200, (await store.Log.HeadAsync(News, Stop)).Head.Offset);
    }

    [Fact]
    public async Task A_closed_store_takes_nothing_more()
    {
        using var folder = new Folder();
        var store = Open(folder);
        await AppendAsync(store.Log, News, Entry("1"));
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => AppendAsync(store.Log, News, Entry("2")));
    }

    [Fact]
    public async Task What_was_asked_before_the_end_is_done()
    {
        using var folder = new Folder();
        var store = Open(folder);
        var held = new HeldCommit(store.Writer);
        var appends = Enumerable.Range(0, 50).Select(n => AppendAsync(store.Log, News, Entry("" + n))).ToArray();
        await held.Reached;
        var closing = Task.Run(store.Dispose, Stop);
        held.Dispose();
        await Task.WhenAll([closing, .. appends]);

        await using var again = Open(folder);
        Assert.Equal(50, (await TextsAsync(again.Log, News)).Length);
    }

    internal static SqliteStore Open(Folder folder, Action<SqliteStoreOptions>? configure = null, Retention? retention = null, TimeProvider? time = null, ulong seed = 1)
    {
        var options = new SqliteStoreOptions { Path = folder.Database };
        configure?.Invoke(options);
        return SqliteStore.Open(options, retention ?? new Retention(), time ?? new ManualTime(), new SeededRandom(seed));
    }

    private static void ReadManyTimes(IChannelLog log, Position last, List<Message> into, int times)
    {
        for (var n = 0; n < times; n++)
        {
            into.Clear();
            var read = log.ReadAsync(News, last with { Offset = n % 90 }, new ReadLimit(20, 65_536), into, CancellationToken.None);
            if (!read.IsCompletedSuccessfully || read.Result.Gap is not null)
            {
                throw new InvalidOperationException("The read was not complete.");
            }
        }
    }
}
