namespace Bridge.Diagnostics;

/// <summary>The transports' names in metrics.</summary>
internal static class TransportNames
{
    public const string WebSocket = "websocket";
    public const string LongPolling = "long_polling";
}
