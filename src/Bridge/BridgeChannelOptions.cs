namespace Bridge;

/// <summary>How one plain WebSocket address speaks.</summary>
public sealed class BridgeChannelOptions
{
    /// <summary>Subprotocols that are agreed to; of those a client names, in its order of preference, the first that stands here is chosen. Default none.</summary>
    public IList<string> Subprotocols { get; set; } = [];
}
