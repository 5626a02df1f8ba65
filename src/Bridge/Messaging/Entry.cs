namespace Bridge.Messaging;

/// <summary>What is appended to a channel.</summary>
/// <param name="Payload">What the message carries.</param>
/// <param name="Audience">Who it is for.</param>
/// <param name="DedupeKey">An entry whose key the channel has seen is not appended again; null: always appended.</param>
/// <param name="Checkpoint">The legacy cursor that stands after this entry.</param>
public readonly record struct Entry(Payload Payload, Audience Audience, string? DedupeKey = null, Checkpoint? Checkpoint = null);
