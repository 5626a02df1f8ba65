using Bridge.Conformance.Stores;
using Bridge.TestKit;

namespace Bridge.Postgres.Tests;

/// <summary>Every node is a <see cref="PostgresStore"/> of its own on one schema; they share nothing but the database.</summary>
internal sealed class PostgresFixture(Site site, StoreOptions options, long hotBytes) : IStoreFixture
{
    public ManualTime Time => site.Time;

    public static async ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => new PostgresFixture(await Site.StartAsync(), options, 64 << 20);

    /// <summary>With nothing in memory: every message is read from the database.</summary>
    public static async ValueTask<IStoreFixture> CreateColdAsync(StoreOptions options) => new PostgresFixture(await Site.StartAsync(), options, 0);

    public async ValueTask<StoreNode> OpenAsync()
    {
        var store = await site.OpenAsync(options.Retention, o => o.HotBytes = hotBytes, options.RetentionOf, options.MaxSessions, TimeSpan.Zero);
        return new StoreNode(store.Log, store.Sessions, store.Records, store.Backplane);
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();
}
