using Bridge.Conformance.Stores;
using Bridge.Messaging;

namespace Bridge.Postgres.Tests;

public sealed class PostgresRecordStoreTests : RecordStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => PostgresFixture.CreateAsync(options);

    [Fact]
    public async Task Expired_records_are_swept_by_writing_others_and_beyond_the_maximum_a_new_one_is_refused()
    {
        await using var site = await Site.StartAsync();
        var records = (await site.OpenAsync(configure: o => o.MaxRecords = 2)).Records;
        var version = (await PutAsync(records, "a", "x", 0))!.Value;
        await PutAsync(records, "b", "x", 0);

        var fault = await Assert.ThrowsAsync<BridgeException>(() => PutAsync(records, "c", "x", 0));
        Assert.Equal(Refusal.StoreFull, fault.Refusal);
        version = (await PutAsync(records, "a", "y", version))!.Value;
        Assert.True(await records.DeleteAsync("a", version, Stop));
        Assert.NotNull(await PutAsync(records, "d", "x", 0));
        site.Time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await (await site.OpenAsync(configure: o => o.MaxRecords = 2)).Records.PutAsync("e", default, 0, TimeSpan.FromHours(1), Stop));
        Assert.Equal(1, await site.AskAsync<long>("SELECT count(*) FROM bridge.records"));
    }
}
