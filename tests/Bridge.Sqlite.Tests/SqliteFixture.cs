using Bridge.Conformance.Stores;
using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

/// <summary>Two nodes of one process share one <see cref="SqliteStore"/> in a folder of the test's own.</summary>
public sealed class SqliteFixture : IStoreFixture
{
    private readonly Folder _folder = new();
    private readonly SqliteStore _store;

    public SqliteFixture(StoreOptions options, long hotBytes = 64 << 20) => _store = SqliteStore.Open(
        new SqliteStoreOptions { Path = _folder.Database, HotBytes = hotBytes }, options.Retention, Time, new SeededRandom(7), options.RetentionOf, options.MaxSessions);

    public ManualTime Time { get; } = new();

    public static ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => ValueTask.FromResult<IStoreFixture>(new SqliteFixture(options));

    /// <summary>With nothing in memory: every message is read from the file.</summary>
    public static ValueTask<IStoreFixture> CreateColdAsync(StoreOptions options) => ValueTask.FromResult<IStoreFixture>(new SqliteFixture(options, hotBytes: 0));

    public ValueTask<StoreNode> OpenAsync() => ValueTask.FromResult(new StoreNode(_store.Log, _store.Sessions, _store.Records, _store.Backplane));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }
}
