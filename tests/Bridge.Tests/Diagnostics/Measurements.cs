using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Bridge.Diagnostics;
using Bridge.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Tests.Diagnostics;

/// <summary>What the meter of one host measures.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Measurement> _all = [];

    public Measurements(TestHost host)
    {
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == BridgeMeter.Name && instrument.Meter.Scope == factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _all.Enqueue(new(instrument.Name, value, tags.ToArray())));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _all.Enqueue(new(instrument.Name, value, tags.ToArray())));
        _listener.Start();
    }

    public IReadOnlyCollection<Measurement> All => _all;

    /// <summary>The measurements of one instrument: value and tags, as <c>2 websocket</c>.</summary>
    public IEnumerable<string> Of(string instrument) => _all.Where(measurement => measurement.Instrument == instrument).Select(measurement => measurement.ToString());

    public void Dispose() => _listener.Dispose();

    internal sealed record Measurement(string Instrument, double Value, KeyValuePair<string, object?>[] Tags)
    {
        public override string ToString() => string.Join(' ', [Value, .. Tags.Select(tag => tag.Value)]);
    }
}
