namespace Bridge.Messaging;

/// <summary>Messages, the position after them, and the gap before them if there is one.</summary>
public sealed record ChannelMessages(IReadOnlyList<Message> Messages, Position Position, Gap? Gap);
