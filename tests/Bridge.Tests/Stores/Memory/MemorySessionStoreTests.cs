using Bridge.Conformance.Stores;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.Stores.Memory;

namespace Bridge.Tests.Stores.Memory;

/// <summary>Beside the suite: what the locks are for.</summary>
public sealed class MemorySessionStoreTests : SessionStoreSuite
{
    private const int Many = 500;

    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => MemoryFixture.CreateAsync(options);

    [Fact]
    public async Task A_session_removed_under_a_visitors_hand_is_unknown_to_it()
    {
        var sessions = await FilledAsync(Many);
        var reached = new SemaphoreSlim(0);
        async Task VisitAsync()
        {
            try
            {
                for (var n = 0; n < Many; n++)
                {
                    reached.Release();
                    while ((await sessions.VisitAsync(Token("t" + n), Visit(), Stop)).Status == VisitStatus.Welcome)
                    {
                    }
                }
            }
            finally
            {
                reached.Release(2 * Many); // also when it failed: nobody waits for it
            }
        }

        var visiting = Task.WhenAll(Task.Run(VisitAsync, Stop), Task.Run(VisitAsync, Stop));
        for (var n = 0; n < Many; n++)
        {
            await reached.WaitAsync(Stop);
            await reached.WaitAsync(Stop); // both are at it
            await sessions.RemoveAsync(Token("t" + n), Stop);
        }

        await visiting;
        Assert.Equal(0, sessions.Count);
    }

    [Fact]
    public async Task A_session_that_several_expire_at_once_is_counted_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var sessions = await FilledAsync(Many);
            using var together = new Barrier(2);
            var expired = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait(Stop);
                    return sessions.ExpireAsync(DateTimeOffset.MaxValue, Stop).Result;
                },
                TaskCreationOptions.LongRunning)));

            Assert.Equal((Many, 0), (expired.Sum(), sessions.Count));
        }
    }

    [Fact]
    public async Task Who_leaves_a_channel_while_it_is_listed_is_in_the_list_or_not()
    {
        var sessions = await FilledAsync(50);
        var leaving = Task.Run(
            async () =>
            {
                for (var n = 0; n < 20_000; n++)
                {
                    var visit = n / 50 % 2 == 0 ? Visit() with { Subscribe = On(News, 1) } : Visit() with { Unsubscribe = News };
                    await sessions.VisitAsync(Token("t" + (n % 50)), visit, Stop);
                }
            },
            Stop);

        var most = 0;
        while (!leaving.IsCompleted)
        {
            var standings = new List<Standing>();
            await sessions.ListAsync(News, standings, Stop);
            most = Math.Max(most, standings.Count);
        }

        await leaving;
        Assert.InRange(most, 0, 50);
    }

    private static async Task<MemorySessionStore> FilledAsync(int count)
    {
        var sessions = new MemorySessionStore();
        for (var n = 0; n < count; n++)
        {
            await sessions.CreateAsync(Session("s" + n) with { Subscriptions = [On(Other, 1)] }, Token("t" + n), Stop);
        }

        return sessions;
    }
}
