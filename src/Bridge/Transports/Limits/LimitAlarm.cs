using System.Collections.Concurrent;
using Bridge.Diagnostics;
using Bridge.Messaging;
using Microsoft.Extensions.Logging;

namespace Bridge.Transports.Limits;

/// <summary>Says that a limit was reached: each time as a number, once a minute as a line, or a flood would flood the log.</summary>
internal sealed class LimitAlarm(BridgeScheduler scheduler, BridgeMeter meter, ILogger<LimitAlarm> logger)
{
    private const long Silence = 60_000;

    private readonly ConcurrentDictionary<string, long> _said = new();

    /// <summary>A limit was reached.</summary>
    /// <param name="limit">Which, of <see cref="LimitNames"/>.</param>
    /// <param name="option">The option's name.</param>
    /// <param name="address">By whom, when that is known.</param>
    public void Reached(string limit, string option, ClientAddress? address = null)
    {
        meter.Limits.Reached(limit);
        var now = scheduler.Milliseconds;
        if (!_said.TryGetValue(limit, out var said) ? _said.TryAdd(limit, now) : now - said >= Silence && _said.TryUpdate(limit, now, said))
        {
            logger.LimitReached(option, address?.ToString() ?? "an address that is not known");
        }
    }
}
