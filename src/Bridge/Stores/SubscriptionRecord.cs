using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>One subscription of a session.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Acked">How far the client has acknowledged; at first where the subscription starts.</param>
/// <param name="Tags">The tags that the door granted.</param>
public sealed record SubscriptionRecord(ChannelName Channel, Position Acked, TagSet Tags);
