namespace Bridge.Messaging;

/// <summary>Why messages are missing.</summary>
public enum GapReason : byte
{
    /// <summary>They were older than the channel keeps them.</summary>
    Expired,

    /// <summary>They had to make room: count or bytes.</summary>
    Evicted,

    /// <summary>The position is of another life of the store.</summary>
    Epoch,

    /// <summary>The position was never given out.</summary>
    Ahead,
}
