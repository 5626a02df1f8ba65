using Bridge.Conformance.Stores;

namespace Bridge.Sqlite.Tests;

/// <summary>The same log with nothing in memory.</summary>
public sealed class ColdChannelLogTests : ChannelLogSuite
{
    protected override int Walks => 8;

    protected override int Load => 200;

    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => SqliteFixture.CreateColdAsync(options);
}
