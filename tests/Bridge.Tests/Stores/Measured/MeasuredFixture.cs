using System.Diagnostics.Metrics;
using Bridge.Conformance.Stores;
using Bridge.Diagnostics;
using Bridge.Stores.Measured;
using Bridge.TestKit;
using Bridge.Tests.Stores.Memory;

namespace Bridge.Tests.Stores.Measured;

/// <summary>The memory store behind the timed contracts, with somebody who listens: timing changes nothing.</summary>
internal sealed class MeasuredFixture(MemoryFixture store) : IStoreFixture
{
    private readonly MeterListener _listener = new();

    public ManualTime Time => store.Time;

    public static ValueTask<IStoreFixture> CreateAsync(StoreOptions options) => ValueTask.FromResult<IStoreFixture>(new MeasuredFixture(new MemoryFixture(options)));

    public async ValueTask<StoreNode> OpenAsync()
    {
        var meter = new StoreMeter(new Meter("Bridge"));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("bridge.store.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.Start();
        var node = await store.OpenAsync();
        return new StoreNode(new MeasuredChannelLog(node.Log, meter), new MeasuredSessionStore(node.Sessions, meter), new MeasuredRecordStore(node.Records, meter), node.Backplane);
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return store.DisposeAsync();
    }
}
