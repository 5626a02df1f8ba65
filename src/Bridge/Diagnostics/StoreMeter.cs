using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bridge.Diagnostics;

/// <summary>Calls to the store. While nobody listens no clock is read.</summary>
internal sealed class StoreMeter(Meter meter)
{
    private readonly Histogram<double> _durations = meter.CreateHistogram("bridge.store.operation.duration", "s", "How long calls to the store took, by operation; those that failed with their fault.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.000_01, 0.000_1, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    /// <summary>Whether somebody listens.</summary>
    public bool IsEnabled => _durations.Enabled;

    /// <summary>Measures a call that began just now. One that is over already allocates nothing.</summary>
    public ValueTask<T> TimeAsync<T>(string operation, long start, ValueTask<T> call)
    {
        if (!call.IsCompletedSuccessfully)
        {
            return WaitAsync(operation, start, call);
        }

        Record(operation, start);
        return call;
    }

    /// <summary>Measures a call that gives nothing.</summary>
    public async ValueTask TimeAsync(string operation, long start, ValueTask call)
    {
        try
        {
            await call.ConfigureAwait(false);
            Record(operation, start);
        }
        catch (Exception fault)
        {
            Record(operation, start, fault);
            throw;
        }
    }

    /// <summary>When a call begins.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    private async ValueTask<T> WaitAsync<T>(string operation, long start, ValueTask<T> call)
    {
        try
        {
            var result = await call.ConfigureAwait(false);
            Record(operation, start);
            return result;
        }
        catch (Exception fault)
        {
            Record(operation, start, fault);
            throw;
        }
    }

    private void Record(string operation, long start) => _durations.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("bridge.store.operation", operation));

    private void Record(string operation, long start, Exception fault) =>
        _durations.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("bridge.store.operation", operation), new("error.type", Faults.TypeOf(fault)));
}
