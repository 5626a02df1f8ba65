using System.Diagnostics.Metrics;
using Bridge.Diagnostics;
using Bridge.Messaging;
using Bridge.Stores;
using Bridge.Stores.Measured;
using Bridge.Stores.Memory;
using Bridge.TestKit;
using Bridge.Tests.Sessions;

namespace Bridge.Tests.Diagnostics;

[Collection(nameof(Alone))]
public sealed class MeterFootprintTests
{
    private static readonly Entry[] One = [new(Payload.Text("x"), Audience.Everyone)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counting_and_timing_a_delivery_allocates_nothing_whether_somebody_listens_or_not(bool listens)
    {
        var factory = new Node.OneMeter();
        var meter = new BridgeMeter(factory);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (listens && instrument.Meter == factory.Meter)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        var heard = new long[1];
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => heard[0]++);
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => heard[0]++);
        listener.Start();
        var log = new MeasuredChannelLog(new MemoryStore(new Retention(), new ManualTime(), new SeededRandom(7)).Log, meter.Stores);
        var start = (await log.AppendAsync("a", One, null, CancellationToken.None)).Last with { Offset = 0 };
        var batch = new Batch();
        Deliver(1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Deliver(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(listens, heard[0] > 20_000);

        void Deliver(int deliveries)
        {
            for (var n = 0; n < deliveries; n++)
            {
                batch.Clear();
                var read = log.ReadAsync("a", start, new ReadLimit(10, 1_000), batch.Messages, CancellationToken.None);
                Assert.True(read.IsCompletedSuccessfully);
                using var activity = BridgeActivities.Deliver(batch, TransportNames.WebSocket);
                meter.Replies.Told([]);
                meter.Messages.Delivered(batch, TransportNames.WebSocket);
            }
        }
    }
}
