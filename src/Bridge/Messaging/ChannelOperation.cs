namespace Bridge.Messaging;

/// <summary>What somebody wants of a channel.</summary>
public enum ChannelOperation : byte
{
    /// <summary>Read its messages.</summary>
    Subscribe,

    /// <summary>Submit to it.</summary>
    Submit,
}
