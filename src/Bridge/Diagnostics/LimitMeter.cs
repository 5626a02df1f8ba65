using System.Diagnostics.Metrics;

namespace Bridge.Diagnostics;

/// <summary>Limits that somebody ran into.</summary>
internal sealed class LimitMeter(Meter meter)
{
    private readonly Counter<long> _reached = meter.CreateCounter<long>("bridge.limits.reached", "{event}", "Requests refused, sockets closed or read more slowly because they asked for too much.");

    /// <summary>A limit was reached.</summary>
    public void Reached(string limit, int times = 1) => _reached.Add(times, new KeyValuePair<string, object?>("bridge.limit", limit));
}
