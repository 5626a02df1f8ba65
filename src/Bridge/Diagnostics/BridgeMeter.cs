using System.Diagnostics.Metrics;
using Bridge.Messaging;

namespace Bridge.Diagnostics;

/// <summary>What is counted, as metrics of the meter <c>Bridge</c>. No label holds a channel, a session or a user: their number has no bound.</summary>
internal sealed class BridgeMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Bridge";

    private readonly Counter<long> _published;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _ignoredAcks;
    private readonly Counter<long> _closes;
    private readonly Counter<long> _polls;
    private readonly Counter<long> _compared;
    private readonly UpDownCounter<long> _waiting;

    public BridgeMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _published = meter.CreateCounter<long>("bridge.messages.published", "{message}", "Messages accepted into the log.");
        _delivered = meter.CreateCounter<long>("bridge.messages.delivered", "{message}", "Messages written to clients, repeats included.");
        _gaps = meter.CreateCounter<long>("bridge.gaps", "{gap}", "Gaps told to clients.");
        _ignoredAcks = meter.CreateCounter<long>("bridge.acks.ignored", "{ack}", "Acknowledged positions that were never given out.");
        _closes = meter.CreateCounter<long>("bridge.connections.closed", "{connection}", "Sockets closed by the server, by code.");
        _polls = meter.CreateCounter<long>("bridge.legacy.polls", "{poll}", "Polls of legacy endpoints, by shape and by how they were served.");
        _compared = meter.CreateCounter<long>("bridge.legacy.compared", "{comparison}", "Answers of a backend compared with the bridge's, by shape and verdict.");
        _waiting = meter.CreateUpDownCounter<long>("bridge.connections.open", "{connection}", "Sockets open and polls parked.");
    }

    /// <summary>Messages were accepted.</summary>
    public void Published(int messages) => _published.Add(messages);

    /// <summary>A batch was written.</summary>
    public void Delivered(Batch batch, string transport)
    {
        if (batch.Messages.Count > 0)
        {
            _delivered.Add(batch.Messages.Count, new KeyValuePair<string, object?>("bridge.transport", transport));
        }

        foreach (var gap in batch.Gaps)
        {
            _gaps.Add(1, new KeyValuePair<string, object?>("bridge.gap.reason", gap.Code));
        }
    }

    /// <summary>A position was acknowledged that the log never gave out.</summary>
    public void AckIgnored() => _ignoredAcks.Add(1);

    /// <summary>A socket was closed.</summary>
    public void Closed(int code) => _closes.Add(1, new KeyValuePair<string, object?>("bridge.close.code", code));

    /// <summary>An old page's poll was served.</summary>
    public void Polled(string shape, string served) =>
        _polls.Add(1, new KeyValuePair<string, object?>("bridge.shape", shape), new KeyValuePair<string, object?>("bridge.served", served));

    /// <summary>An answer was compared.</summary>
    public void Compared(string shape, string verdict) =>
        _compared.Add(1, new KeyValuePair<string, object?>("bridge.shape", shape), new KeyValuePair<string, object?>("bridge.verdict", verdict));

    /// <summary>A socket or a parked poll is there; dispose when it is gone.</summary>
    public Presence Enter(string transport)
    {
        var label = new KeyValuePair<string, object?>("bridge.transport", transport);
        _waiting.Add(1, label);
        return new Presence(_waiting, label);
    }

    /// <summary>Counts down what was counted up, whatever happens between.</summary>
    public readonly struct Presence(UpDownCounter<long> counter, KeyValuePair<string, object?> label) : IDisposable
    {
        public void Dispose() => counter.Add(-1, label);
    }
}
