using Bridge.Conformance.Stores;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

public sealed class SqliteRecordStoreTests : RecordStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => SqliteFixture.CreateAsync(options);

    [Fact]
    public async Task Records_outlive_the_process_and_versions_count_on()
    {
        using var folder = new Folder();
        long first;
        await using (var store = Open(folder))
        {
            first = (await PutAsync(store.Records, "k", "one", 0))!.Value;
        }

        await using var again = Open(folder);
        Assert.Equal(first, (await again.Records.GetAsync("k", Stop))!.Version);
        Assert.True(await again.Records.DeleteAsync("k", first, Stop));
        Assert.True(await PutAsync(again.Records, "k", "two", 0) > first);
    }

    [Fact]
    public async Task Expired_records_are_swept_by_writing_others_and_beyond_the_maximum_a_new_one_is_refused()
    {
        using var folder = new Folder();
        var time = new ManualTime();
        await using var store = Open(folder, time, maxRecords: 2);
        var version = (await PutAsync(store.Records, "a", "x", 0))!.Value;
        await PutAsync(store.Records, "b", "x", 0);

        var fault = await Assert.ThrowsAsync<BridgeException>(() => PutAsync(store.Records, "c", "x", 0));
        Assert.Equal(Refusal.StoreFull, fault.Refusal);
        Assert.NotNull(await PutAsync(store.Records, "a", "y", version));
        time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await PutAsync(store.Records, "c", "x", 0));
        Assert.NotNull(await PutAsync(store.Records, "d", "x", 0));
    }

    private static SqliteStore Open(Folder folder, ManualTime? time = null, int maxRecords = 1_000) => SqliteStore.Open(
        new SqliteStoreOptions { Path = folder.Database, MaxRecords = maxRecords }, new Retention(), time ?? new ManualTime(), new SeededRandom(1));
}
