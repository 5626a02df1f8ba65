using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>What became of an append.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Last">The position of the last entry, appended or not (its first position, when it was a duplicate); the head when the append was refused.</param>
public readonly record struct AppendResult(AppendStatus Status, Position Last);
