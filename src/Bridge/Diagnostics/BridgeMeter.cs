using System.Diagnostics.Metrics;

namespace Bridge.Diagnostics;

/// <summary>What is counted, as metrics of the meter <c>Bridge</c>. No label holds a channel, a session or a user: their number has no bound.</summary>
/// <remarks>The table of all of them is in docs/operations.md, and a test compares the two.</remarks>
internal sealed class BridgeMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Bridge";

    public BridgeMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        Messages = new MessageMeter(meter);
        Acks = new AckMeter(meter);
        Connections = new ConnectionMeter(meter);
        Replies = new ReplyMeter(meter);
        Stores = new StoreMeter(meter);
        Legacy = new LegacyMeter(meter);
        Limits = new LimitMeter(meter);
    }

    /// <summary>Messages in and out.</summary>
    public MessageMeter Messages { get; }

    /// <summary>Acknowledgements.</summary>
    public AckMeter Acks { get; }

    /// <summary>Sockets and polls.</summary>
    public ConnectionMeter Connections { get; }

    /// <summary>What clients were told.</summary>
    public ReplyMeter Replies { get; }

    /// <summary>Calls to the store.</summary>
    public StoreMeter Stores { get; }

    /// <summary>Old pages and their backends.</summary>
    public LegacyMeter Legacy { get; }

    /// <summary>Who asked for too much.</summary>
    public LimitMeter Limits { get; }
}
