namespace Bridge.Sqlite;

/// <summary>When the operating system is told to bring a commit to the disk (SQLite's <c>PRAGMA synchronous</c>).</summary>
public enum SqliteSynchronous
{
    /// <summary>Never: a power failure may lose what was accepted and damage the file.</summary>
    Off,

    /// <summary>At checkpoints only: a power failure loses what was accepted since the last one.</summary>
    Normal,

    /// <summary>At every commit: accepted means on disk.</summary>
    Full,

    /// <summary>As <see cref="Full"/>; with the write-ahead log there is no difference.</summary>
    Extra,
}
