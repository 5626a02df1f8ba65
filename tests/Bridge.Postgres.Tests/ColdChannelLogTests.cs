using Bridge.Conformance.Stores;

namespace Bridge.Postgres.Tests;

/// <summary>The same log with nothing in memory.</summary>
public sealed class ColdChannelLogTests : ChannelLogSuite
{
    protected override int Walks => 1;

    protected override int Load => 20;

    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => PostgresFixture.CreateColdAsync(options);
}
