using Bridge.Conformance.Stores;

namespace Bridge.Tests.Stores.Memory;

public sealed class MemorySessionStoreTests : SessionStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => MemoryFixture.CreateAsync(options);
}
