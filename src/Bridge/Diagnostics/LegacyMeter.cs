using System.Diagnostics.Metrics;

namespace Bridge.Diagnostics;

/// <summary>Old pages and their backends. Shapes are named in the configuration: their number is bounded.</summary>
internal sealed class LegacyMeter(Meter meter)
{
    private readonly Counter<long> _polls = meter.CreateCounter<long>("bridge.legacy.polls", "{poll}", "Polls of legacy endpoints, by shape and by how they were served.");
    private readonly Counter<long> _compared = meter.CreateCounter<long>("bridge.legacy.compared", "{comparison}", "Answers of a backend compared with the bridge's, by shape and verdict.");

    /// <summary>An old page's poll was served.</summary>
    public void Polled(string shape, string served) => _polls.Add(1, new("bridge.shape", shape), new("bridge.served", served));

    /// <summary>An answer was compared.</summary>
    public void Compared(string shape, string verdict) => _compared.Add(1, new("bridge.shape", shape), new("bridge.verdict", verdict));
}
