using Bridge.Messaging;
using Bridge.Sessions;
using Bridge.Stores;

namespace Bridge.Tests.Sessions;

[Collection(nameof(Alone))]
public sealed class FootprintTests
{
    private static readonly byte[] Nothing = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delivery_to_a_waiting_reader_allocates_nothing_beside_the_message(bool inline)
    {
        await DeliverAsync(readers: 1, inline, deliveries: 2_000); // compiled and warm
        await DeliverAsync(readers: 11, inline, deliveries: 2_000);
        var one = await DeliverAsync(readers: 1, inline, deliveries: 10_000);
        var eleven = await DeliverAsync(readers: 11, inline, deliveries: 10_000);

        TestContext.Current.TestOutputHelper?.WriteLine($"{one / 10_000.0} bytes a message, {(eleven - one) / 100_000.0} bytes a delivery");
        Assert.InRange(eleven - one, -100, 100);
    }

    [Fact]
    public async Task Waking_thousands_allocates_nothing_per_reader()
    {
        await DeliverAsync(readers: 2_000, inline: true, deliveries: 20);
        var few = await DeliverAsync(readers: 500, inline: true, deliveries: 200);
        var many = await DeliverAsync(readers: 2_000, inline: true, deliveries: 200);

        TestContext.Current.TestOutputHelper?.WriteLine($"{(many - few) / 300_000.0} bytes a delivery");
        Assert.InRange((many - few) / 300_000.0, -1, 0.5);
    }

    [Theory]
    [InlineData("a channel for all")]
    [InlineData("a channel each")]
    public async Task An_idle_lease_with_one_subscription_takes_less_than_a_kilobyte(string channels)
    {
        var weighings = new List<long>();
        for (var n = 0; n < 5; n++)
        {
            weighings.Add(await WeighAsync(10_000, channels == "a channel each"));
        }

        // The middle one: what earlier tests left behind is freed when it pleases the runtime, also in between.
        weighings.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(", ", weighings)} bytes a lease, {channels}");
        Assert.InRange(weighings[2], 1, 1_024);
    }

    [Fact]
    public void A_socket_whose_client_has_acknowledged_all_keeps_no_buffer_for_what_it_sent()
    {
        const int Sockets = 1_000;
        var messages = Enumerable.Range(1, 500).Select(n => new Message("a", new Position(new Epoch(1), n), new Payload(Nothing, PayloadKind.Binary), Audience.Everyone, default)).ToList();
        var all = Cursor.Of("a", messages[^1].Position);
        var before = GC.GetTotalMemory(true);
        var windows = Enumerable.Range(0, Sockets).Select(_ => new UnackedWindow(1_000, 1 << 20)).ToList();
        foreach (var window in windows)
        {
            window.Add(messages);
            window.Acknowledge(all);
        }

        Assert.InRange((GC.GetTotalMemory(true) - before) / Sockets, -1_000, 1_000);
        GC.KeepAlive(windows);
    }

    private static async Task<long> DeliverAsync(int readers, bool inline, int deliveries)
    {
        var node = new Node(retention: new Retention { MaxMessages = 64 });
        var counts = new int[1];
        for (var n = 0; n < readers; n++)
        {
            var reader = node.NewReader(inline);
            reader.Add("a", await node.StartAsync("a"), TagSet.None);
            _ = CountAsync(reader, counts);
        }

        node.Scheduler.RunAll();
        await PublishAsync(node, 200);
        counts[0] = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        await PublishAsync(node, deliveries);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(readers * deliveries, counts[0]);
        return allocated;
    }

    private static async ValueTask PublishAsync(Node node, int messages)
    {
        for (var n = 0; n < messages; n++)
        {
            await node.Publisher.PublishAsync("a", new Payload(Nothing, PayloadKind.Binary), null, null, CancellationToken.None);
            node.Scheduler.RunAll();
        }
    }

    private static async Task CountAsync(Reader reader, int[] counts)
    {
        while (true)
        {
            reader.Rearm();
            var batch = Batch.Rent();
            await reader.FillAsync(batch, 100, Reader.BatchBytes, CancellationToken.None).ConfigureAwait(false);
            counts[0] += batch.Messages.Count;
            batch.Return();
            await reader.WaitAsync().ConfigureAwait(false);
        }
    }

    private static async Task<long> WeighAsync(int leases, bool own)
    {
        var node = new Node();
        await LeaseAsync(node, await SeatsAsync(node, 100, own));
        var seats = await SeatsAsync(node, leases, own);
        var before = GC.GetTotalMemory(true);
        var made = await LeaseAsync(node, seats);
        var each = (GC.GetTotalMemory(true) - before) / leases;
        GC.KeepAlive(made);
        GC.KeepAlive(seats);
        return each;
    }

    /// <summary>The record is the store's and weighed there, the user is the request's.</summary>
    private static async Task<List<(SessionRecord, Caller)>> SeatsAsync(Node node, int count, bool own)
    {
        var start = await node.StartAsync("shared");
        return [.. Enumerable.Range(0, count).Select(n => (
            new SessionRecord
            {
                Id = new SessionId(n.ToString("D16")), Owner = "user-" + n, Attempt = 1,
                Subscriptions = [new SubscriptionRecord(own ? "private:user-" + n : "shared", start, TagSet.None)],
            },
            Node.User("user-" + n)))];
    }

    private static async Task<List<SessionLease>> LeaseAsync(Node node, List<(SessionRecord, Caller)> seats)
    {
        var made = new List<SessionLease>(seats.Count);
        var batch = new Batch();
        foreach (var (session, caller) in seats)
        {
            var seat = new SessionSeat(new SessionTokenHash(new byte[32]), session, caller, null, true);
            var lease = node.Leases.Take(seat, inline: true);
            await lease.Reader.FillAsync(batch, 10, 1_000, Stop);
            node.Wheel.Arm(lease.Reader, TimeSpan.FromSeconds(15));
            made.Add(lease);
        }

        node.Scheduler.RunAll();
        return made;
    }
}
