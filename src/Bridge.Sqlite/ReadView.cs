using Bridge.Messaging;

namespace Bridge.Sqlite;

/// <summary>Where a read begins and ends, as the channel stood when it was asked.</summary>
/// <param name="Gap">Why messages before it are missing.</param>
/// <param name="From">The offset to read on from.</param>
/// <param name="Head">The last offset there is.</param>
/// <param name="Tail">The offset before the oldest message kept.</param>
internal readonly record struct ReadView(GapReason? Gap, long From, long Head, long Tail);
