using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>Where a channel stands.</summary>
/// <param name="Head">The last position given out; offset 0 for a channel that never had a message.</param>
/// <param name="Tail">The position before the oldest message kept; equal to the head when none is kept.</param>
/// <param name="LastCheckpoint">The checkpoint of the newest entry that carried one.</param>
/// <param name="CheckpointAt">That entry's position, kept or not; offset 0 when none ever carried one.</param>
public readonly record struct ChannelHead(Position Head, Position Tail, Checkpoint? LastCheckpoint, Position CheckpointAt);
