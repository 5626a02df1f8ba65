using Bridge.Conformance.Stores;

namespace Bridge.Postgres.Tests;

public sealed class PostgresChannelLogTests : ChannelLogSuite
{
    protected override int Walks => 1;

    protected override int Load => 60;

    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => PostgresFixture.CreateAsync(options);
}
