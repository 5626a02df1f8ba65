using Bridge.Conformance.Stores;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.Stores.Memory;
using Bridge.TestKit;

namespace Bridge.Tests.Stores.Memory;

public sealed class MemoryChannelLogTests : ChannelLogSuite
{
    protected override ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => MemoryFixture.CreateAsync(options);

    [Fact]
    public async Task Reading_a_warm_channel_allocates_nothing()
    {
        var log = Create();
        var last = (await AppendAsync(log, News, [.. Enumerable.Range(0, 100).Select(n => Entry("" + n))])).Last;
        var into = new List<Message>(64);
        var limit = new ReadLimit(20, 65_536);
        ReadManyTimes(log, last, limit, into, 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadManyTimes(log, last, limit, into, 10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task A_channel_at_its_own_limit_is_not_refused_for_what_it_pushes_out()
    {
        var log = Create(new Retention { MaxBytes = 1024, StoreBytes = 1024 });
        await AppendAsync(log, News, Sized(1000));

        Assert.Equal(AppendStatus.Appended, (await AppendAsync(log, News, Sized(900))).Status);
        Assert.Equal(900, log.Bytes);
        Assert.Equal(AppendStatus.Appended, (await AppendAsync(log, News, Sized(800), Sized(700), Sized(600))).Status);
        Assert.Equal(600, log.Bytes);
    }

    [Fact]
    public async Task A_message_larger_than_its_channel_may_be_is_kept_alone_and_counted()
    {
        var log = Create(new Retention { MaxBytes = 1024 });
        await AppendAsync(log, News, Sized(900));
        await AppendAsync(log, News, Sized(5000));
        Assert.Equal(5000, log.Bytes);

        await AppendAsync(log, News, Sized(10));
        Assert.Equal(10, log.Bytes);
    }

    [Fact]
    public async Task A_full_store_is_swept_once_a_second_however_many_appends_it_refuses()
    {
        var time = new ManualTime();
        var log = new MemoryChannelLog(new Retention { StoreBytes = 1024, MaxAge = TimeSpan.FromSeconds(10) }, time, new SeededRandom(1));
        await AppendAsync(log, News, Sized(1000));
        time.Advance(TimeSpan.FromSeconds(9.7));
        Assert.Equal(AppendStatus.Full, (await AppendAsync(log, Other, Sized(900))).Status); // swept: nothing was too old
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(AppendStatus.Full, (await AppendAsync(log, Other, Sized(900))).Status); // something is, but refusing stays cheap

        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(AppendStatus.Appended, (await AppendAsync(log, Other, Sized(900))).Status);
    }

    [Fact]
    public async Task The_stores_bytes_are_those_of_the_messages_kept()
    {
        var (time, random) = (new ManualTime(), new SeededRandom(3));
        var log = new MemoryChannelLog(
            new Retention { MaxMessages = 10, MaxBytes = 2_000, StoreBytes = 5_000, MaxAge = TimeSpan.FromMinutes(1) }, time, random);
        ChannelName[] channels = ["a", "b", "c", "d"];

        for (var step = 0; step < 2_000; step++)
        {
            time.Advance(TimeSpan.FromSeconds(random.Below(10)));
            await AppendAsync(log, random.Pick(channels), [.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => Sized(random.Below(1_200)))]);
            long kept = 0;
            foreach (var channel in channels)
            {
                var (messages, _) = await ReadAsync(log, channel, (await log.HeadAsync(channel, Stop)).Tail);
                kept += messages.Sum(message => (long)message.Payload.Bytes.Length);
            }

            Assert.Equal(kept, log.Bytes);
            Assert.InRange(log.Bytes, 0, 5_000);
        }
    }

    [Fact]
    public async Task Old_messages_expire_at_the_next_append_to_their_channel()
    {
        var time = new ManualTime();
        var log = new MemoryChannelLog(new Retention { MaxAge = TimeSpan.FromMinutes(1) }, time, new SeededRandom(1));
        await AppendAsync(log, News, Entry("1"), Entry("2"));
        time.Advance(TimeSpan.FromMinutes(2));
        await AppendAsync(log, News, Entry("3"));

        var (_, result) = await ReadAsync(log, News, await StartOfAsync(log, News));
        Assert.Equal((GapReason.Expired, 2), (result.Gap, result.GapResume.Offset));
    }

    [Fact]
    public async Task Wire_forms_are_kept_for_the_newest_256_messages_only()
    {
        var log = Create();
        await AppendAsync(log, News, [.. Enumerable.Range(0, 300).Select(n => Entry("" + n))]);

        Assert.Equal(256, await KeptWireFormsAsync(log));
    }

    [Fact]
    public async Task Wire_forms_are_kept_for_the_newest_mebibyte_only_but_always_for_the_newest_message()
    {
        var log = Create(new Retention { MaxBytes = 64 << 20 });
        await AppendAsync(log, News, [.. Enumerable.Range(0, 10).Select(_ => Sized(300_000))]);
        Assert.Equal(3, await KeptWireFormsAsync(log));

        await AppendAsync(log, News, Sized(3 << 20));
        Assert.Equal(1, await KeptWireFormsAsync(log));
    }

    [Fact]
    public async Task Evicted_messages_do_not_count_towards_the_hot_tail()
    {
        var log = Create(new Retention { MaxMessages = 2 });
        for (var n = 0; n < 10; n++)
        {
            await AppendAsync(log, News, Sized(300_000));
            Assert.Equal(Math.Min(2, n + 1), await KeptWireFormsAsync(log));
        }
    }

    [Fact]
    public async Task Messages_that_expired_do_not_count_for_less_than_nothing_in_the_hot_tail()
    {
        var time = new ManualTime();
        var log = new MemoryChannelLog(new Retention { MaxAge = TimeSpan.FromMinutes(1) }, time, new SeededRandom(1));
        await AppendAsync(log, News, Sized(300_000), Sized(300_000)); // both cold when the next three are there
        time.Advance(TimeSpan.FromSeconds(30));
        await AppendAsync(log, News, Sized(300_000), Sized(300_000), Sized(300_000));
        time.Advance(TimeSpan.FromSeconds(40));
        await AppendAsync(log, News, Sized(300_000));

        Assert.Equal(4, log.Bytes / 300_000);
        Assert.Equal(3, await KeptWireFormsAsync(log));
    }

    [Fact]
    public async Task Every_process_is_a_new_epoch()
    {
        var first = await Create(seed: 1).HeadAsync(News, Stop);
        var second = await Create(seed: 2).HeadAsync(News, Stop);

        Assert.NotEqual(first.Head.Epoch, second.Head.Epoch);
    }

    [Fact]
    public void A_ring_grows_up_to_retention_and_shrinks_when_trimmed()
    {
        var ring = new MessageRing();
        for (var n = 1; n <= 1_000; n++)
        {
            ring.Add(new Message(News, new Position(default, n), Payload.Text("x"), Audience.Everyone, default));
        }

        Assert.Equal(1_024, ring.Capacity);
        while (ring.Count > 3)
        {
            ring.DropOldest();
            Assert.Equal(ring.Tail + 1, ring.Oldest.Position.Offset);
            Assert.Equal(1_000, ring[1_000].Position.Offset);
        }

        Assert.InRange(ring.Capacity, 3, 16);
    }

    private static MemoryChannelLog Create(Retention? retention = null, ulong seed = 1) =>
        new(retention ?? new Retention(), new ManualTime(), new SeededRandom(seed));

    private static void ReadManyTimes(MemoryChannelLog log, Position last, ReadLimit limit, List<Message> into, int times)
    {
        for (var n = 0; n < times; n++)
        {
            into.Clear();
            var read = log.ReadAsync(News, last with { Offset = n % 90 }, limit, into, CancellationToken.None);
            if (!read.IsCompletedSuccessfully || read.Result.Gap is not null)
            {
                throw new InvalidOperationException("The read was not complete.");
            }
        }
    }

    private static async Task<int> KeptWireFormsAsync(MemoryChannelLog log)
    {
        var (messages, _) = await ReadAsync(log, News, await StartOfAsync(log, News));
        return messages.Count(message =>
            ReferenceEquals(message.Encoded(EncodingSlot.Native, _ => new byte[1]), message.Encoded(EncodingSlot.Native, _ => new byte[1])));
    }
}
