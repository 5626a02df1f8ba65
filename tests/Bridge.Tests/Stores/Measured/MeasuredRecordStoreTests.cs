using Bridge.Conformance.Stores;

namespace Bridge.Tests.Stores.Measured;

public sealed class MeasuredRecordStoreTests : RecordStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => MeasuredFixture.CreateAsync(options);
}
