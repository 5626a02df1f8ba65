using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Bridge.Messaging;

namespace Bridge.Diagnostics;

/// <summary>Sockets and polls.</summary>
internal sealed class ConnectionMeter(Meter meter)
{
    /// <summary>The code of a connection that ended without a word (RFC 6455 section 7.4.1).</summary>
    public const int Cut = 1006;

    private static readonly FrozenDictionary<int, string> Codes = CloseReason.All.Select(reason => reason.CloseCode).Concat(Enumerable.Range(1000, 16)).Append(4410).Distinct()
        .ToFrozenDictionary(code => code, code => code.ToString(CultureInfo.InvariantCulture));

    private readonly UpDownCounter<long> _open = meter.CreateUpDownCounter<long>("bridge.connections.open", "{connection}", "Sockets open and polls parked.");
    private readonly Counter<long> _closed = meter.CreateCounter<long>("bridge.connections.closed", "{connection}", "Sockets that ended and polls that were told to, by close code.");
    private readonly Counter<long> _switches = meter.CreateCounter<long>("bridge.transport.switches", "{switch}", "Sessions that went on over another transport.");
    private readonly Histogram<double> _holds = meter.CreateHistogram("bridge.poll.hold.duration", "s", "How long polls were held.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 15, 20, 25, 30, 60] });

    /// <summary>Whether somebody wants to know of switches.</summary>
    public bool CountsSwitches => _switches.Enabled;

    /// <summary>A socket is there; dispose when it is gone.</summary>
    public Presence Enter() => new(_open, TransportNames.WebSocket, null, default);

    /// <summary>A poll is parked; dispose when it is not held any more.</summary>
    /// <param name="dialect">Who polls: <c>native</c>, <c>plain</c>, <c>legacy</c>.</param>
    public Presence Park(string dialect) => new(_open, TransportNames.LongPolling, _holds, new("bridge.dialect", dialect));

    /// <summary>A connection ended. A client may close with any number: only those that mean something are told apart.</summary>
    public void Closed(string transport, int code) =>
        _closed.Add(1, new("bridge.transport", transport), new("bridge.close.code", Codes.GetValueOrDefault(code, "other")));

    /// <summary>A session goes on over another transport.</summary>
    public void Switched(string from, string to, string cause) =>
        _switches.Add(1, new("bridge.transport.from", from), new("bridge.transport.to", to), new("bridge.switch.cause", cause));

    /// <summary>Counts down what was counted up, whatever happens between.</summary>
    public readonly struct Presence : IDisposable
    {
        private readonly UpDownCounter<long> _open;
        private readonly KeyValuePair<string, object?> _transport;
        private readonly Histogram<double>? _holds;
        private readonly KeyValuePair<string, object?> _dialect;
        private readonly long _start;

        public Presence(UpDownCounter<long> open, string transport, Histogram<double>? holds, KeyValuePair<string, object?> dialect)
        {
            (_open, _transport, _dialect) = (open, new("bridge.transport", transport), dialect);
            _open.Add(1, _transport);
            if (holds is { Enabled: true })
            {
                (_holds, _start) = (holds, Stopwatch.GetTimestamp());
            }
        }

        public void Dispose()
        {
            _open.Add(-1, _transport);
            _holds?.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, _dialect);
        }
    }
}
