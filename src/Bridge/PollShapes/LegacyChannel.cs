using Bridge.Messaging;

namespace Bridge.PollShapes;

/// <summary>One channel that a request is fed from.</summary>
/// <param name="Name">The channel.</param>
/// <param name="Key">What the backend calls it, where one request has several; else null.</param>
/// <param name="Cursor">Where the client stands in it; null: it doesn't say.</param>
internal sealed record LegacyChannel(ChannelName Name, string? Key, string? Cursor);
