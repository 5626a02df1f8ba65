using System.Diagnostics.Metrics;
using Bridge.Diagnostics;
using Bridge.Messaging;

namespace Bridge.Tests.Diagnostics;

public sealed class StoreMeterTests : IDisposable
{
    private readonly Meter _meter = new("Bridge");
    private readonly MeterListener _listener = new();
    private readonly List<string> _heard = [];

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task A_call_that_takes_its_time_is_measured_when_it_ends_and_a_failed_one_names_its_fault()
    {
        var store = Listen();
        var (slow, away) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var (first, second) = (store.TimeAsync("log.read", StoreMeter.Now, new ValueTask<int>(slow.Task)), store.TimeAsync("log.append", StoreMeter.Now, new ValueTask<int>(away.Task)));
        Assert.Empty(_heard);

        slow.SetResult(7);
        away.SetException(new BridgeException(Refusal.StoreUnavailable));
        Assert.Equal(7, await first);
        await Assert.ThrowsAsync<BridgeException>(async () => await second);
        await Assert.ThrowsAsync<IOException>(async () => await store.TimeAsync("log.trim", StoreMeter.Now, ValueTask.FromException(new IOException())));

        Assert.Equal(["log.read", "log.append store_unavailable", "log.trim System.IO.IOException"], _heard);
    }

    private StoreMeter Listen()
    {
        var store = new StoreMeter(_meter);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => _heard.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        _listener.Start();
        return store;
    }
}
