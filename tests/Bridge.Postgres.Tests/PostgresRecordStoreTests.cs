using Bridge.Conformance.Stores;

namespace Bridge.Postgres.Tests;

public sealed class PostgresRecordStoreTests : RecordStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => PostgresFixture.CreateAsync(options);
}
