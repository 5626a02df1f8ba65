using Bridge.Conformance.Stores;

namespace Bridge.Postgres.Tests;

public sealed class PostgresChannelLogTests : ChannelLogSuite
{
    protected override int Walks => 2;

    protected override int Load => 120;

    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => PostgresFixture.CreateAsync(options);
}
