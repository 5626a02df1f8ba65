using Bridge.Conformance.Stores;
using Bridge.Stores.Memory;
using Bridge.TestKit;

namespace Bridge.Tests.Stores.Memory;

/// <summary>Two nodes of one process share one <see cref="MemoryStore"/>.</summary>
public sealed class MemoryFixture : IStoreFixture
{
    private readonly MemoryStore _store;

    public MemoryFixture(StoreOptions options) =>
        _store = new MemoryStore(options.Retention, Time, new SeededRandom(7), options.RetentionOf, options.MaxSessions);

    public ManualTime Time { get; } = new();

    public static ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => ValueTask.FromResult<IStoreFixture>(new MemoryFixture(options));

    public ValueTask<StoreNode> OpenAsync() => ValueTask.FromResult(new StoreNode(_store.Log, _store.Sessions, _store.Records, _store.Backplane));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
