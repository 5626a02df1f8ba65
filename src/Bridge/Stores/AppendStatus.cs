namespace Bridge.Stores;

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
