namespace Bridge.Messaging;

/// <summary>What a client should do when its connection was closed.</summary>
public enum Advice : byte
{
    /// <summary>Nothing: it is over, or something newer lives.</summary>
    Stop,

    /// <summary>Connect again with the same session.</summary>
    Resume,

    /// <summary>Open a new session from the cursor.</summary>
    Reopen,
}
