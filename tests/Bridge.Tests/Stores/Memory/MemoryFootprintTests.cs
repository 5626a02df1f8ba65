using Bridge.Messaging;
using Bridge.Stores;
using Bridge.Stores.Memory;
using Bridge.TestKit;

namespace Bridge.Tests.Stores.Memory;

[Collection(nameof(Alone))]
public sealed class MemoryFootprintTests
{
    private const int Many = 20_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_idle_session_with_a_channel_of_its_own_takes_less_than_a_kilobyte()
    {
        var bytes = await WeighAsync(async count =>
        {
            var store = new MemorySessionStore();
            for (var n = 0; n < count; n++)
            {
                var own = new SubscriptionRecord("private:user-" + n, new Position(new Epoch(1), 0), TagSet.Of(Audience.UserTag("user-" + n)));
                var session = new SessionRecord
                {
                    Id = new SessionId("session-" + n.ToString("D8")), Owner = "user-" + n, Page = "page-key-" + n.ToString("D8"), Subscriptions = [own],
                };
                await store.CreateAsync(session, new SessionToken("secret" + n).Hash(), Stop);
            }

            return store;
        });

        Assert.InRange(bytes, 1, 900);
    }

    [Fact]
    public async Task A_session_that_is_gone_leaves_nothing_behind()
    {
        var bytes = await WeighAsync(async count =>
        {
            var store = new MemorySessionStore();
            for (var n = 0; n < count; n++)
            {
                var token = new SessionToken("secret" + n).Hash();
                var own = new SubscriptionRecord("private:user-" + n, new Position(new Epoch(1), 0), TagSet.None);
                await store.CreateAsync(new SessionRecord { Id = new SessionId("session-" + n), Owner = "user-" + n, Subscriptions = [own] }, token, Stop);
                await store.RemoveAsync(token, Stop);
            }

            return store;
        });

        Assert.InRange(bytes, -50, 50);
    }

    [Fact]
    public async Task A_channel_trimmed_empty_keeps_little_more_than_its_head()
    {
        var bytes = await WeighAsync(async count =>
        {
            var time = new ManualTime();
            var log = new MemoryChannelLog(new Retention(), time, new SeededRandom(1));
            var entries = Enumerable.Repeat(new Entry(Payload.Text("x"), Audience.Everyone), 100).ToArray();
            for (var n = 0; n < count; n++)
            {
                await log.AppendAsync("private:user-" + n, entries, null, Stop);
                time.Advance(TimeSpan.FromSeconds(1)); // not all at once: 20 000 × 100 messages are not the point
                if (n % 1_000 == 0)
                {
                    await log.TrimAsync(Stop);
                }
            }

            time.Advance(TimeSpan.FromHours(1));
            await log.TrimAsync(Stop);
            return log;
        });

        Assert.InRange(bytes, 1, 400);
    }

    /// <summary>The middle one of five weighings: what earlier tests left behind (pooled buffers above all) is freed when it pleases the runtime, also in between.</summary>
    private static async Task<long> WeighAsync<T>(Func<int, Task<T>> make)
    {
        GC.KeepAlive(await make(100)); // statics and compiled code
        var weighings = new List<long>();
        for (var n = 0; n < 5; n++)
        {
            weighings.Add(await WeighOnceAsync(make));
        }

        weighings.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(", ", weighings)} bytes each");
        return weighings[2];
    }

    private static async Task<long> WeighOnceAsync<T>(Func<int, Task<T>> make)
    {
        var before = GC.GetTotalMemory(true);
        var made = await make(Many);
        var each = (GC.GetTotalMemory(true) - before) / Many;
        GC.KeepAlive(made);
        return each;
    }
}
