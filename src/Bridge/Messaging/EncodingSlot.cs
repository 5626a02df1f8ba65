namespace Bridge.Messaging;

/// <summary>A dialect's place for its wire form in each message.</summary>
public enum EncodingSlot : byte
{
    /// <summary>The native dialect's.</summary>
    Native,

    /// <summary>The plain dialect's.</summary>
    Plain,

    /// <summary>A further dialect's.</summary>
    Other,
}
