using Bridge.Conformance.Stores;

namespace Bridge.Tests.Stores.Measured;

public sealed class MeasuredSessionStoreTests : SessionStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => MeasuredFixture.CreateAsync(options);
}
