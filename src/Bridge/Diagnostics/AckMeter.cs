using System.Diagnostics.Metrics;

namespace Bridge.Diagnostics;

/// <summary>Acknowledgements.</summary>
internal sealed class AckMeter(Meter meter)
{
    private readonly Counter<long> _ignored = meter.CreateCounter<long>("bridge.acks.ignored", "{ack}", "Acknowledged positions that were never given out.");

    /// <remarks>In messages, not in seconds: the head is asked for anyway before an acknowledgement counts; the time of the message it names would cost a read.</remarks>
    private readonly Histogram<long> _lag = meter.CreateHistogram("bridge.acks.lag", "{message}", "How far behind the channel's head an acknowledged position was when it reached the store.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] });

    /// <summary>A position was acknowledged that the log never gave out.</summary>
    public void Ignored() => _ignored.Add(1);

    /// <summary>A position was acknowledged.</summary>
    public void Lag(long messages) => _lag.Record(messages);
}
