using Bridge.TestKit;
using Xunit;

namespace Bridge.Conformance.Identity;

/// <summary>Two users on two nodes in random interleavings of every operation on every transport, with tokens that are their own, the other's, revoked or nobody's: not one foreign byte.</summary>
public abstract class TwoUsersSuite
{
    private const int Steps = 60;

    [Fact]
    public Task Nobody_gets_a_byte_of_the_other_s_whatever_they_do() => Seeds.RunAsync(15, async seed =>
    {
        await using var stores = await OpenAsync();
        await using var site = await UserSite.StartAsync(stores.Nodes);
        await using var run = new TwoUsersRun(site, new SeededRandom(seed));
        await run.GoAsync(Steps);
    });

    /// <summary>An empty store, and how each of two nodes gets at it.</summary>
    protected abstract ValueTask<SharedStore> OpenAsync();

    /// <summary>A store that two nodes share.</summary>
    /// <param name="Nodes">What each node's builder is told.</param>
    /// <param name="End">Ends it.</param>
    protected sealed record SharedStore(IReadOnlyList<Action<BridgeBuilder>> Nodes, Func<ValueTask> End) : IAsyncDisposable
    {
        /// <inheritdoc/>
        public ValueTask DisposeAsync() => End();
    }
}
