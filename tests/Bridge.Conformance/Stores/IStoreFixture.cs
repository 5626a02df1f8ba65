using Bridge.Messaging;
using Bridge.Stores;
using Bridge.TestKit;

namespace Bridge.Conformance.Stores;

/// <summary>One empty store, made for one test.</summary>
public interface IStoreFixture : IAsyncDisposable
{
    /// <summary>The clock of all its nodes.</summary>
    ManualTime Time { get; }

    /// <summary>Opens the store as one more node would; a store within one process gives the same objects again.</summary>
    ValueTask<StoreNode> OpenAsync();
}

/// <summary>The store as one node sees it.</summary>
public sealed record StoreNode(IChannelLog Log, ISessionStore Sessions, IRecordStore Records, IBackplane Backplane);

/// <summary>What a test wants of the store.</summary>
public sealed record StoreOptions
{
    /// <summary>What channels keep.</summary>
    public Retention Retention { get; init; } = new();

    /// <summary>What one channel keeps instead.</summary>
    public Func<ChannelName, Retention?>? RetentionOf { get; init; }

    /// <summary>How many sessions there may be.</summary>
    public int MaxSessions { get; init; } = 1_000;
}
