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
    /// <param name="expected">Append only if the newest entry with a checkpoint stands here (<see cref="ChannelHead.CheckpointAt"/>): a position, since the same text may come again
    /// when the backend begins anew; null: append in any case. Asked before the keys: a repeated append with both is <see cref="AppendStatus.CheckpointMoved"/>.</param>
    /// <param name="cancellationToken">Gives up; the entries may have been appended all the same.</param>
    ValueTask<AppendResult> AppendAsync(ChannelName channel, ReadOnlyMemory<Entry> entries, Position? expected, CancellationToken cancellationToken);

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
