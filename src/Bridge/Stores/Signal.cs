using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>A hint.</summary>
/// <param name="Channel">The channel that has news; default for a session's hint.</param>
/// <param name="Session">The session whose lease was taken; default for a channel's hint.</param>
/// <param name="Number">The channel's new head offset, or the attempt that took the lease.</param>
public readonly record struct Signal(ChannelName Channel, SessionId Session, long Number)
{
    /// <summary>A channel has news.</summary>
    public static Signal News(ChannelName channel, Position head) => new(channel, default, head.Offset);

    /// <summary>A lease was taken.</summary>
    public static Signal Lease(SessionId session, long attempt) => new(default, session, attempt);
}
