namespace Bridge.Sqlite;

/// <summary>The tables. Times are UTC ticks; texts are ours to read with the sqlite3 tool.</summary>
internal static class Schema
{
    /// <summary>Stands in the file's header and says that it is ours: "Brdg".</summary>
    public const int ApplicationId = 0x42726467;

    public const int Version = 1;

    // messages.total: payload bytes of the channel up to and with this message; so the bytes between two positions are a subtraction, and where to trim is a search.
    public const string Tables =
        """
        CREATE TABLE store (
          id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL, commits INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
        CREATE TABLE channels (
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL, tail INTEGER NOT NULL, swept INTEGER NOT NULL,
          total_at_head INTEGER NOT NULL, total_at_tail INTEGER NOT NULL, oldest INTEGER NOT NULL, trimmed_for INTEGER NOT NULL, checkpoint TEXT,
          checkpoint_at INTEGER NOT NULL, keys INTEGER NOT NULL, oldest_key INTEGER NOT NULL) STRICT;
        CREATE TABLE messages (
          channel INTEGER NOT NULL, offset INTEGER NOT NULL, total INTEGER NOT NULL, time INTEGER NOT NULL, kind INTEGER NOT NULL, audience TEXT,
          checkpoint TEXT, payload BLOB NOT NULL, PRIMARY KEY (channel, offset)) STRICT, WITHOUT ROWID;
        CREATE INDEX messages_checkpoint ON messages (channel, checkpoint, offset) WHERE checkpoint IS NOT NULL;
        CREATE TABLE keys (
          channel INTEGER NOT NULL, key TEXT NOT NULL, offset INTEGER NOT NULL, time INTEGER NOT NULL, print BLOB NOT NULL,
          PRIMARY KEY (channel, key)) STRICT, WITHOUT ROWID;
        CREATE INDEX keys_order ON keys (channel, offset);
        CREATE TABLE sessions (
          token BLOB PRIMARY KEY, id TEXT NOT NULL, owner TEXT NOT NULL, page TEXT NOT NULL, attempt INTEGER NOT NULL, node TEXT NOT NULL,
          last_seen INTEGER NOT NULL, subscriptions TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE records (
          key TEXT PRIMARY KEY, value BLOB NOT NULL, version INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX records_until ON records (until);
        """;
}
