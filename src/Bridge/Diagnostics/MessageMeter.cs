using System.Diagnostics.Metrics;
using Bridge.Messaging;

namespace Bridge.Diagnostics;

/// <summary>Messages in and out.</summary>
internal sealed class MessageMeter(Meter meter)
{
    private readonly Counter<long> _published = meter.CreateCounter<long>("bridge.messages.published", "{message}", "Messages accepted into the log.");
    private readonly Counter<long> _duplicates = meter.CreateCounter<long>("bridge.messages.duplicates", "{message}", "Messages not appended because their idempotency key had come before.");
    private readonly Counter<long> _delivered = meter.CreateCounter<long>("bridge.messages.delivered", "{message}", "Messages written to clients, repeats included.");
    private readonly Counter<long> _replayed = meter.CreateCounter<long>("bridge.messages.replayed", "{message}", "Positions that this node had written to a session before and reads for it again.");
    private readonly Counter<long> _gaps = meter.CreateCounter<long>("bridge.gaps", "{gap}", "Gaps told to clients.");

    /// <summary>Whether somebody wants to know what is read again.</summary>
    public bool CountsReplays => _replayed.Enabled;

    /// <summary>Messages were accepted.</summary>
    public void Published(int messages) => _published.Add(messages);

    /// <summary>Every key of a publish had come before.</summary>
    public void Duplicate(int messages) => _duplicates.Add(messages);

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

    /// <summary>A session begins to read behind what this node had written to it.</summary>
    public void Replayed(long messages, string transport) => _replayed.Add(messages, new KeyValuePair<string, object?>("bridge.transport", transport));
}
