using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>How far a read came.</summary>
/// <param name="UpTo">Where to read on: the last message read, or the head when there is none left.</param>
/// <param name="AtHead">Whether everything there was has been read.</param>
/// <param name="Gap">The reason why messages before those read are missing, or null.</param>
/// <param name="GapResume">The position behind the gap: the tail. Meaningless without a gap.</param>
public readonly record struct ReadResult(Position UpTo, bool AtHead, GapReason? Gap = null, Position GapResume = default);
