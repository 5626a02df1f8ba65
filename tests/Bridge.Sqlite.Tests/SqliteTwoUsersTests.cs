using Bridge.Conformance.Identity;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Sqlite.Tests;

public sealed class SqliteTwoUsersTests : TwoUsersSuite
{
    protected override ValueTask<SharedStore> OpenAsync()
    {
        var folder = new Folder();
        var store = SqliteStore.Open(new SqliteStoreOptions { Path = folder.Database }, new Retention(), TimeProvider.System, new SeededRandom(1));
        return ValueTask.FromResult(new SharedStore([node => node.UseSqliteStore(store), node => node.UseSqliteStore(store)], async () =>
        {
            await store.DisposeAsync();
            folder.Dispose();
        }));
    }
}
