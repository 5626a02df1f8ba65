using Bridge.Conformance.Stores;

namespace Bridge.Sqlite.Tests;

public sealed class SqliteBackplaneTests : BackplaneSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => SqliteFixture.CreateAsync(options);
}
