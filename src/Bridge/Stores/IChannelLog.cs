using Bridge.Messaging;

namespace Bridge.Stores;

/// <summary>One ordered log per channel. Everything delivered is read from here; only <see cref="Retention"/> trims it.</summary>
/// <remarks>
/// Safe to call from any thread at once. Offsets of a channel start at 1 and have no holes. A position is visible to readers only when all before it are. The head
/// outlives the messages: a channel trimmed empty goes on counting. Reading and asking never create a channel.
/// </remarks>
public interface IChannelLog
{
    /// <summary>Appends entries one behind the other, all or none.</summary>
    /// <param name="channel">The channel; it begins to exist with its first entry.</param>
    /// <param name="entries">At least one. An entry whose dedupe key the channel has seen (within <see cref="Retention.DedupeAge"/>), or an earlier entry of this
    /// call has, is skipped, its checkpoint too: a checkpoint that must stand belongs to an entry without a key.</param>
    /// <param name="expected">Append only if this is the channel's last checkpoint; null: append in any case; one with empty text: only if there is none yet (or an
    /// empty one). Asked before the keys: a repeated append with both is <see cref="AppendStatus.CheckpointMoved"/>.</param>
    /// <param name="cancellationToken">Gives up; the entries may have been appended all the same.</param>
    ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Checkpoint? expected, CancellationToken cancellationToken);

    /// <summary>Reads on after a position, oldest first, as far as the limit allows (at least one message when there is one).</summary>
    /// <param name="channel">The channel; an unknown one is empty, its head offset 0.</param>
    /// <param name="after">Where to read on. An impossible one (foreign epoch, ahead of the head, before the tail) gives a gap and reads on from the tail: what is
    /// kept is told rather twice than never.</param>
    /// <param name="limit">How much.</param>
    /// <param name="into">Messages are added here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ReadResult> ReadAsync(ChannelName channel, Position after, ReadLimit limit, List<Message> into, CancellationToken cancellationToken);

    /// <summary>Where the channel stands.</summary>
    ValueTask<ChannelHead> HeadAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>The position of the entry that carried the checkpoint, if it is kept; the newest when several did.</summary>
    ValueTask<Position?> FindAsync(ChannelName channel, Checkpoint checkpoint, CancellationToken cancellationToken);

    /// <summary>Trims what is too old. Called from time to time; count and bytes are kept at every append.</summary>
    ValueTask TrimAsync(CancellationToken cancellationToken);
}

/// <summary>How an append ended.</summary>
public enum AppendStatus : byte
{
    /// <summary>At least one entry was appended.</summary>
    Appended,

    /// <summary>Every entry's key had been seen.</summary>
    Duplicate,

    /// <summary>The last checkpoint is another one. Nothing was appended.</summary>
    CheckpointMoved,

    /// <summary>A key had been seen with another payload. Nothing was appended.</summary>
    KeyConflict,

    /// <summary>No room for bytes or channels. Nothing was appended.</summary>
    Full,
}

/// <summary>What became of an append.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Last">The position of the last entry, appended or not (its first position, when it was a duplicate); the head when the append was refused.</param>
public readonly record struct AppendResult(AppendStatus Status, Position Last);

/// <summary>How much to read.</summary>
/// <param name="Messages">At most so many messages.</param>
/// <param name="Bytes">Stop before the message with which the payloads exceed this; the first message always counts as fitting.</param>
public readonly record struct ReadLimit(int Messages, int Bytes);

/// <summary>How far a read came.</summary>
/// <param name="UpTo">Where to read on: the last message read, or the head when there is none left.</param>
/// <param name="AtHead">Whether everything there was has been read.</param>
/// <param name="Gap">The reason why messages before those read are missing, or null.</param>
/// <param name="GapResume">The position behind the gap: the tail. Meaningless without a gap.</param>
public readonly record struct ReadResult(Position UpTo, bool AtHead, GapReason? Gap = null, Position GapResume = default);

/// <summary>Where a channel stands.</summary>
/// <param name="Head">The last position given out; offset 0 for a channel that never had a message.</param>
/// <param name="Tail">The position before the oldest message kept; equal to the head when none is kept.</param>
/// <param name="LastCheckpoint">The checkpoint of the newest entry that carried one.</param>
public readonly record struct ChannelHead(Position Head, Position Tail, Checkpoint? LastCheckpoint);
