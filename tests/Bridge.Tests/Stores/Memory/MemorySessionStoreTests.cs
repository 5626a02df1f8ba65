using Bridge.Conformance.Stores;
using Bridge.Messaging;
using Bridge.Stores.Memory;

namespace Bridge.Tests.Stores.Memory;

public sealed class MemorySessionStoreTests : SessionStoreSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => MemoryFixture.CreateAsync(options);

    [Fact]
    public async Task An_idle_session_with_a_channel_of_its_own_takes_less_than_a_kilobyte()
    {
        const int Sessions = 20_000;
        await FillAsync(new MemorySessionStore(), 100); // warm
        var before = GC.GetTotalMemory(true);
        var store = new MemorySessionStore();

        await FillAsync(store, Sessions);

        var each = (GC.GetTotalMemory(true) - before) / Sessions;
        GC.KeepAlive(store);
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes for each session");
        Assert.InRange(each, 1, 900);
    }

    private static async Task FillAsync(MemorySessionStore store, int sessions)
    {
        for (var n = 0; n < sessions; n++)
        {
            var session = Session("session-" + n.ToString("D8")) with
            {
                Owner = "user-" + n, Page = "page-key-" + n.ToString("D8"), Subscriptions = [On("private:user-" + n, 0, Audience.UserTag("user-" + n))],
            };
            await store.CreateAsync(session with { Owner = "user-" + n }, Token("secret" + n), Stop);
        }
    }
}
