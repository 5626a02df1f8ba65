namespace Bridge.TestKit.Clients;

/// <summary>How a session is carried.</summary>
public enum CarrierKind
{
    /// <summary>By requests.</summary>
    LongPolling,

    /// <summary>By a socket.</summary>
    WebSocket,
}
