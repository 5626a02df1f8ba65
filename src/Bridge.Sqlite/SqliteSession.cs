using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sqlite;

/// <summary>One session: its newest record, and whether the transaction under way changes it. Locked by whoever looks at more than the record.</summary>
internal sealed class SqliteSession(SessionTokenHash token, SessionRecord record)
{
    private volatile SessionRecord _record = record;

    public SessionTokenHash Token => token;

    /// <summary>The newest record that may be seen.</summary>
    public SessionRecord Record
    {
        get => _record;
        set => _record = value;
    }

    /// <summary>The last visit that the file knows of.</summary>
    public DateTimeOffset WrittenSeen { get; set; } = record.LastSeen;

    /// <summary>Whether a change waits for its commit: until then every visit goes the same way, behind it.</summary>
    public bool IsChanging { get; set; }

    /// <summary>Whether the session is forgotten.</summary>
    public bool IsGone { get; set; }
}
