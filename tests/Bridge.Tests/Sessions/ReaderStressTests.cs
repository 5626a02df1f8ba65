using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;
using Bridge.Stores.Memory;
using Bridge.TestKit;

namespace Bridge.Tests.Sessions;

/// <summary>Real threads, bounded work: what a queue can't show is the order in which processors see each other's writes.</summary>
[Collection(nameof(Alone))]
public sealed class ReaderStressTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Four_publishers_lose_no_wake_up(bool inline)
    {
        var scheduler = new ThreadPoolScheduler(TimeProvider.System);
        var store = new MemoryStore(new Retention { MaxMessages = 200_000, MaxBytes = 64 << 20 }, TimeProvider.System, new SeededRandom(1));
        using var waiters = new Waiters(scheduler, store.Log, store.Backplane, new Recheck(new DeadlineWheel(scheduler), new SessionOptions()));
        var publisher = new Publisher(new ChannelRules().Add("*"), store.Log, store.Backplane, new SessionOptions(), new BridgeMeter(new Node.OneMeter()));
        var start = (await store.Log.HeadAsync("a", Stop)).Head;
        var loops = new List<Loop>();
        var running = new List<Task>();
        for (var n = 0; n < 8; n++)
        {
            var reader = new Reader(scheduler, waiters, store.Log, inline);
            reader.Add("a", start, TagSet.Of("t" + (n % 4)));
            var loop = new Loop(reader);
            loops.Add(loop);
            running.Add(Task.Run(loop.RunAsync, Stop));
        }

        var publishing = Enumerable.Range(0, 4).Select(thread => Task.Run(
            async () =>
            {
                for (var n = 0; n < 25_000; n++)
                {
                    await publisher.PublishAsync("a", Payload.Binary(new byte[1]), n % 5 == 0 ? null : Audience.Tagged("t" + ((thread + n) % 4)), null, Stop);
                }
            },
            Stop));
        await Task.WhenAll(publishing);
        var expected = new List<Message>();
        await store.Log.ReadAsync("a", start, new ReadLimit(int.MaxValue, int.MaxValue), expected, Stop);

        foreach (var loop in loops)
        {
            var tags = loop.Reader.Subscriptions[0].Tags;
            var wanted = expected.Where(message => message.Audience.Includes(tags)).Select(message => message.Position.Offset).ToArray();
            Assert.True(SpinWait.SpinUntil(() => loop.Messages.Count >= wanted.Length, Patience), $"{loop.Messages.Count} of {wanted.Length}: a wake-up was lost.");
            Assert.Equal(wanted, loop.Messages.Select(message => message.Position.Offset));
            Assert.Empty(loop.Gaps);
            loop.Stop();
        }

        await Task.WhenAll(running);
    }

    /// <summary>Store, then load: a plain store may be passed by the load behind it, on x64 too. Then the signal is overwritten and the reader sleeps on news.</summary>
    [Fact]
    public async Task A_signal_that_meets_a_rearm_is_seen_by_one_of_them()
    {
        const int Rounds = 200_000;
        var reader = new Node().NewReader(inline: true);
        var news = 0;
        var seen = 0;
        var failed = false;
        var waiting = Task.Factory.StartNew(
            () =>
            {
                while (Volatile.Read(ref seen) < Rounds && !Volatile.Read(ref failed))
                {
                    reader.Rearm();
                    if (Volatile.Read(ref news) is var now && now > seen)
                    {
                        Volatile.Write(ref seen, now);
                        continue;
                    }

                    var wait = reader.WaitAsync();
                    while (!wait.IsCompleted && !Volatile.Read(ref failed))
                    {
                        // Parked: only a signal ends this.
                    }
                }
            },
            Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.Factory.StartNew(
            () =>
            {
                for (var n = 1; n <= Rounds && !failed; n++)
                {
                    Volatile.Write(ref news, n);
                    reader.Signal();
                    for (var pause = n % 7; pause > 0; pause--)
                    {
                        Thread.SpinWait(1); // meet it now here, now there
                    }

                    Volatile.Write(ref failed, n % 4 == 0 && !SpinWait.SpinUntil(() => Volatile.Read(ref seen) >= n, TimeSpan.FromSeconds(10)));
                }
            },
            Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.False(failed, $"The reader sleeps at {seen}, there is {news}.");
        await waiting;
    }

    /// <summary>The last to leave retires the channel's list while another comes in: nobody may wait in a list that nobody signals.</summary>
    [Fact]
    public async Task Whoever_comes_in_while_the_last_one_leaves_is_woken()
    {
        var scheduler = new ThreadPoolScheduler(TimeProvider.System);
        var store = new MemoryStore(new Retention { MaxMessages = 100_000 }, TimeProvider.System, new SeededRandom(1));
        using var waiters = new Waiters(scheduler, store.Log, store.Backplane, new Recheck(new DeadlineWheel(scheduler), new SessionOptions()));
        var publisher = new Publisher(new ChannelRules().Add("*"), store.Log, store.Backplane, new SessionOptions(), new BridgeMeter(new Node.OneMeter()));
        async Task PollAsync()
        {
            var batch = new Batch();
            for (var n = 0; n < 2_000; n++)
            {
                var reader = new Reader(scheduler, waiters, store.Log, inline: false);
                reader.Add("a", (await store.Log.HeadAsync("a", Stop)).Head, TagSet.None);
                var published = publisher.PublishAsync("a", Payload.Text("x"), null, null, Stop);
                do
                {
                    reader.Rearm();
                    await reader.FillAsync(batch, 10, 1_000, Stop);
                }
                while (batch.IsEmpty && await WokenAsync(reader));
                Assert.False(batch.IsEmpty, "Nobody woke the reader.");
                batch.Clear();
                reader.Leave();
                await published;
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(PollAsync, Stop)));
        Assert.Equal(0, waiters.Channels);
    }

    /// <summary>The first look of a channel's pump must mark its readers before it says how far it has looked: else a position is told that hides a message.</summary>
    [Fact]
    public async Task A_first_look_hides_no_message_from_a_reader_that_is_told_its_position()
    {
        for (var round = 0; round < 10; round++)
        {
            var node = new Node();
            var start = await node.StartAsync("a");
            var channel = new ChannelWaiters("a", new WaiterParts(node.Scheduler, node.Log));
            Subscription last = null!;
            for (var n = 0; n < 20_000; n++)
            {
                last = new Subscription(node.NewReader(), "a", TagSet.None, start);
                last.BeginRead();
                last.EndRead(start, atHead: true);
                channel.TryAdd(last);
            }

            await node.PublishAsync("a", "one");
            var looking = Task.Run(() => ((IWork)channel).Run(), Stop);
            while (!last.IsDirty)
            {
                Assert.Equal(start, last.Reached);
            }

            await looking;
        }
    }

    private static async Task<bool> WokenAsync(Reader reader)
    {
        var woken = reader.WaitAsync().AsTask();
        return await Task.WhenAny(woken, Task.Delay(Patience, Stop)) == woken;
    }
}
