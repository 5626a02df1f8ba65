using Bridge.Messaging;

namespace Bridge.Dialects;

/// <summary>What a client without a session asks for.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Since">From where on.</param>
/// <param name="Wait">How long to wait for news.</param>
/// <param name="Limit">At most so many messages.</param>
internal readonly record struct ChannelQuery(ChannelName Channel, Since Since, TimeSpan Wait, int Limit);
