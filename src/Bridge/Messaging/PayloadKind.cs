namespace Bridge.Messaging;

/// <summary>What a payload's bytes are.</summary>
public enum PayloadKind : byte
{
    /// <summary>One JSON value (RFC 8259), UTF-8.</summary>
    Json,

    /// <summary>Text, UTF-8.</summary>
    Text,

    /// <summary>Any bytes.</summary>
    Binary,
}
