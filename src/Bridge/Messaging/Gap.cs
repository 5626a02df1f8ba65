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

/// <summary>What a reader is told instead of silence: messages of this channel are lost to it.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Reason">Why.</param>
/// <param name="Resume">Where to go on: the next messages follow after this position.</param>
public readonly record struct Gap(ChannelName Channel, GapReason Reason, Position Resume)
{
    /// <summary>The reason as it stands on the wire.</summary>
    public string Code => Reason switch
    {
        GapReason.Expired => "expired",
        GapReason.Evicted => "evicted",
        GapReason.Epoch => "epoch",
        _ => "ahead",
    };
}
