using Bridge.Messaging;

namespace Bridge.Sqlite;

/// <summary>A channel's row, as it stands in a transaction or as readers see it.</summary>
internal readonly record struct ChannelState
{
    /// <summary>The last offset given out.</summary>
    public long Head { get; init; }

    /// <summary>The offset before the oldest message kept.</summary>
    public long Tail { get; init; }

    /// <summary>The offset up to which the file is swept. Between it and the tail stand messages that nobody reads any more.</summary>
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
}
