namespace Bridge.Messaging;

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
