using Bridge.Stores;
using Microsoft.Data.Sqlite;

namespace Bridge.Sqlite;

/// <summary>The records as they are written. On the writer's thread only.</summary>
internal sealed class RecordBook : IPending, IDisposable
{
    private const int SweptPerPut = 4; // more than one: the sweep overtakes the growth

    private readonly int _maxRecords;
    private readonly Statement _find;
    private readonly Statement _put;
    private readonly Statement _delete;
    private readonly Statement _sweep;
    private readonly Statement _setVersion;
    private (long Version, long Count) _committed;
    private (long Version, long Count) _draft;

    public RecordBook(SqliteConnection connection, int maxRecords)
    {
        _maxRecords = maxRecords;
        _find = new Statement(connection, "SELECT version, until FROM records WHERE key = ?1");
        _put = new Statement(connection, "INSERT OR REPLACE INTO records (key, value, version, until) VALUES (?1, ?2, ?3, ?4)");
        _delete = new Statement(connection, "DELETE FROM records WHERE key = ?1");
        _sweep = new Statement(connection, "DELETE FROM records WHERE key IN (SELECT key FROM records WHERE until <= ?1 ORDER BY until LIMIT ?2)");
        _setVersion = new Statement(connection, "UPDATE store SET version = ?1");
        _committed = _draft = (Connections.Number(connection, "SELECT version FROM store"), Connections.Number(connection, "SELECT COUNT(*) FROM records"));
    }

    /// <summary>How a put ended: the new version; none when the old one is another, or when there is no room.</summary>
    public readonly record struct PutResult(long? Version, bool IsFull);

    public PutResult Put(string key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset now, DateTimeOffset until)
    {
        _draft.Count -= _sweep.Bind(1, now.UtcTicks).Bind(2, SweptPerPut).Run();
        var (exists, version) = Find(key, now);
        if (version != expectedVersion)
        {
            return default;
        }

        if (!exists && _draft.Count >= _maxRecords)
        {
            return new PutResult(null, true); // the expired ones go first, so there was none left to sweep
        }

        _draft.Version++;
        _draft.Count += exists ? 0 : 1;
        _put.Bind(1, key).Bind(2, value.Span).Bind(3, _draft.Version).Bind(4, until.UtcTicks).Run();
        return new PutResult(_draft.Version, false);
    }

    public bool Delete(string key, long expectedVersion, DateTimeOffset now)
    {
        if (expectedVersion == 0 || Find(key, now).Version != expectedVersion)
        {
            return false;
        }

        _draft.Count -= _delete.Bind(1, key).Run();
        return true;
    }

    public void Flush()
    {
        if (_draft.Version != _committed.Version)
        {
            _setVersion.Bind(1, _draft.Version).Run();
        }
    }

    public void Publish() => _committed = _draft;

    public void Discard() => _draft = _committed;

    public void Dispose() => Array.ForEach([_find, _put, _delete, _sweep, _setVersion], statement => statement.Dispose());

    /// <returns>Whether there is a row, and its version; 0 when it has expired.</returns>
    private (bool Exists, long Version) Find(string key, DateTimeOffset now)
    {
        var exists = _find.Bind(1, key).Step();
        var found = (exists, exists && now.UtcTicks < _find.Number(1) ? _find.Number(0) : 0);
        _find.Reset();
        return found;
    }
}
