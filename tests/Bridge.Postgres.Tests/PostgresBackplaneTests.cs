using Bridge.Conformance.Stores;

namespace Bridge.Postgres.Tests;

public sealed class PostgresBackplaneTests : BackplaneSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => PostgresFixture.CreateAsync(options);
}
