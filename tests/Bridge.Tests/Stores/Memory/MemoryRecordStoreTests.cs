using Bridge.Conformance.Stores;
using Bridge.Messaging;
using Bridge.Stores.Memory;
using Bridge.TestKit;

namespace Bridge.Tests.Stores.Memory;

public sealed class MemoryRecordStoreTests : RecordStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => MemoryFixture.CreateAsync(options);

    [Fact]
    public async Task Expired_records_are_swept_by_writing_others()
    {
        var time = new ManualTime();
        var records = new MemoryRecordStore(time);
        for (var n = 0; n < 1_000; n++)
        {
            await PutAsync(records, "old" + n, "x", 0);
        }

        time.Advance(TimeSpan.FromHours(2));
        for (var n = 0; n < 1_000; n++)
        {
            await PutAsync(records, "new" + n, "x", 0);
        }

        Assert.Equal(1_000, records.Count);
    }

    [Fact]
    public async Task Beyond_the_maximum_a_new_record_is_refused_and_an_old_one_can_still_be_changed()
    {
        var time = new ManualTime();
        var records = new MemoryRecordStore(time, maxRecords: 2);
        var version = (await PutAsync(records, "a", "x", 0))!.Value;
        await PutAsync(records, "b", "x", 0);

        var fault = await Assert.ThrowsAsync<BridgeException>(() => PutAsync(records, "c", "x", 0));
        Assert.Equal(Refusal.StoreFull, fault.Refusal);
        Assert.NotNull(await PutAsync(records, "a", "y", version));
        time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await PutAsync(records, "c", "x", 0));
    }
}
