using Bridge.Messaging;

namespace Bridge.Sqlite;

/// <summary>Where the store's file is and how safely it is written. What channels keep stands in the retention, not here.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The database file; its folder must exist. Beside it stand <c>-wal</c>, <c>-shm</c> and the marker <c>.epoch</c>. No default.</summary>
    public string Path { get; set; } = "";

    /// <summary>When a commit reaches the disk. Default <see cref="SqliteSynchronous.Full"/>; less is refused at start, unless
    /// <see cref="AcceptLosingAcceptedMessages"/> is set.</summary>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>Allows settings under which a power failure loses messages that publishers were told are accepted, and a file system on which the
    /// write-ahead log does not work. The store is not durable then. Default false.</summary>
    public bool AcceptLosingAcceptedMessages { get; set; }

    /// <summary>Payload bytes of the newest messages of all channels that are kept in memory too, so that delivering them does not touch the file.
    /// Default 64 MiB, 0 to 64 GiB.</summary>
    public long HotBytes { get; set; } = 64 << 20;

    /// <summary>Records at most (submissions, tickets, stages); beyond it a new one is refused (<c>store_full</c>). Default 1 000 000, 1 to 100 million.</summary>
    public int MaxRecords { get; set; } = 1_000_000;

    /// <summary>How large the database file may grow, in bytes; beyond it what would make it grow is refused (<c>store_full</c>) until retention has made room. The
    /// write-ahead log beside it comes on top. Default 1 TiB, at least 1 MiB.</summary>
    public long MaxFileBytes { get; set; } = 1L << 40;

    internal OptionFaults Check(OptionFaults faults, string path = "Sqlite")
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            faults.Add($"{path}.{nameof(Path)}", "no file is named; write AddSqliteStore(\"bridge.db\").");
        }

        if (!Enum.IsDefined(Synchronous))
        {
            faults.Add($"{path}.{nameof(Synchronous)}", $"{(int)Synchronous} is none of Off, Normal, Full, Extra.");
        }
        else if (Synchronous < SqliteSynchronous.Full && !AcceptLosingAcceptedMessages)
        {
            faults.Add(
                $"{path}.{nameof(Synchronous)}",
                $"with {Synchronous} a power failure loses accepted messages; take Full, or set {nameof(AcceptLosingAcceptedMessages)} = true if they may be lost.");
        }

        return faults
            .Between($"{path}.{nameof(HotBytes)}", HotBytes, 0, 64L << 30)
            .Between($"{path}.{nameof(MaxRecords)}", MaxRecords, 1, 100_000_000)
            .Between($"{path}.{nameof(MaxFileBytes)}", MaxFileBytes, 1 << 20, long.MaxValue);
    }
}
