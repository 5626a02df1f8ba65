using Bridge.Messaging;
using Npgsql;

namespace Bridge.Postgres;

/// <summary>A channel's row, as it stands in a transaction or as readers see it.</summary>
internal readonly record struct ChannelState
{
    /// <summary>The columns, in the order that <see cref="Read"/> takes them.</summary>
    public const string Columns = "c.id, c.head, c.tail, c.swept, c.total_at_head, c.total_at_tail, c.oldest, c.trimmed_for, c.checkpoint, c.checkpoint_at, c.keys, c.oldest_key";

    /// <summary>How many columns these are.</summary>
    public const int Count = 12;

    public long Id { get; init; }

    /// <summary>The last offset given out.</summary>
    public long Head { get; init; }

    /// <summary>The offset before the oldest message kept.</summary>
    public long Tail { get; init; }

    /// <summary>The offset up to which rows are deleted. Between it and the tail stand messages that nobody reads any more.</summary>
    public long Swept { get; init; }

    /// <summary>Payload bytes ever appended.</summary>
    public long TotalAtHead { get; init; }

    /// <summary>Those of them that are trimmed.</summary>
    public long TotalAtTail { get; init; }

    /// <summary>No message kept is older than this, in ticks; the oldest may be younger.</summary>
    public long Oldest { get; init; }

    /// <summary>Why the newest of the trimmed went: what a reader before the tail is told.</summary>
    public GapReason TrimmedFor { get; init; }

    public Checkpoint? LastCheckpoint { get; init; }

    /// <summary>The offset of the entry that carried it; 0: there was none.</summary>
    public long CheckpointAt { get; init; }

    /// <summary>How many dedupe keys are remembered.</summary>
    public int Keys { get; init; }

    /// <summary>No key is older than this, in ticks.</summary>
    public long OldestKey { get; init; }

    public long Bytes => TotalAtHead - TotalAtTail;

    /// <summary>Reads the columns from a place on; a channel that is not there has none of them.</summary>
    public static ChannelState Read(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? default : new ChannelState
    {
        Id = row.GetInt64(at), Head = row.GetInt64(at + 1), Tail = row.GetInt64(at + 2), Swept = row.GetInt64(at + 3), TotalAtHead = row.GetInt64(at + 4),
        TotalAtTail = row.GetInt64(at + 5), Oldest = row.GetInt64(at + 6), TrimmedFor = (GapReason)row.GetInt16(at + 7), LastCheckpoint = CheckpointBytes.Read(row, at + 8),
        CheckpointAt = row.GetInt64(at + 9), Keys = row.GetInt32(at + 10), OldestKey = row.GetInt64(at + 11),
    };
}
