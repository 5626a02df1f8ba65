using Bridge.Messaging;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Sqlite;

/// <summary>The database and its marker, opened, checked and counted.</summary>
internal sealed class StoreFile : IDisposable
{
    private readonly SqliteStoreOptions _options;
    private readonly EpochMarker _marker;

    private StoreFile(SqliteStoreOptions options, EpochMarker marker, SqliteConnection connection, IRandomSource random)
    {
        (_options, _marker, Connection) = (options, marker, connection);
        var isNew = Identify();
        if (!isNew && !marker.IsClosed && Connections.Text(connection, "PRAGMA quick_check(1);") is not "ok" and var fault)
        {
            throw Damaged(fault);
        }

        Begin(isNew, random);
    }

    /// <summary>The writer's connection.</summary>
    public SqliteConnection Connection { get; }

    public Epoch Epoch { get; private set; }

    /// <summary>Why this start began a new epoch; null when the old one goes on, or when there was none before.</summary>
    public string? NewEpochBecause { get; private set; }

    /// <summary>How many transactions the database has seen.</summary>
    public long Commits { get; private set; }

    public static StoreFile Open(SqliteStoreOptions options, IRandomSource random)
    {
        var marker = OpenMarker(options.Path);
        SqliteConnection? connection = null;
        try
        {
            connection = Connections.OpenWriter(options);
            return new StoreFile(options, marker, connection, random);
        }
        catch (Exception fault)
        {
            connection?.Dispose();
            marker.Dispose();
            if (fault is SqliteException sqlite)
            {
                throw Explained(options.Path, sqlite);
            }

            throw;
        }
    }

    public SqliteConnection OpenReader() => Connections.OpenReader(_options.Path);

    /// <summary>Counts a commit that is on disk.</summary>
    public void Committed()
    {
        Commits++;
        try
        {
            _marker.Write(Epoch, Commits, closed: false);
        }
        catch (IOException)
        {
            // The commit stands. A marker that lags behind only notices an older copy a little less well.
        }
    }

    public void Dispose()
    {
        using (_marker)
        {
            using (Connection)
            {
                Connections.Set(Connection, "PRAGMA wal_checkpoint(TRUNCATE);");
            }

            _marker.Write(Epoch, Commits, closed: true);
            _marker.Flush();
        }
    }

    private static EpochMarker OpenMarker(string path)
    {
        try
        {
            return EpochMarker.Open(path + ".epoch");
        }
        catch (DirectoryNotFoundException fault)
        {
            throw new SqliteStoreException($"The store '{path}' cannot be opened: its folder does not exist. Create it, or name another path.", fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new SqliteStoreException($"The store '{path}' cannot be opened: this process may not write '{path}.epoch'.", fault);
        }
        catch (IOException fault)
        {
            throw new SqliteStoreException(
                $"The store '{path}' is open already, in another process or a second time in this one. One SQLite store serves one process: share the SqliteStore "
                + $"object between hosts of a process, and take a server's database for several processes. ({fault.Message})",
                fault);
        }
    }

    private static SqliteStoreException Explained(string path, SqliteException fault) => fault.SqliteErrorCode switch
    {
        raw.SQLITE_NOTADB => new($"'{path}' is no SQLite database. Name another path, or move the file away to begin with an empty store.", fault),
        raw.SQLITE_CORRUPT => Damaged(path, fault.Message, fault),
        raw.SQLITE_BUSY => new($"'{path}' is held by another program for writing. End that program; only Bridge may write to its store.", fault),
        _ => new($"'{path}' cannot be opened: {fault.Message} Look at the folder, the rights and the space on the disk.", fault),
    };

    private SqliteStoreException Damaged(string fault) => Damaged(_options.Path, fault, null);

    private static SqliteStoreException Damaged(string path, string fault, Exception? cause) => new(
        $"'{path}' is damaged: {fault}. Restore a backup (without the file '{path}.epoch'), or move '{path}', '{path}-wal' and '{path}-shm' away to begin with an empty "
        + "store; readers are told of the gap either way.",
        cause);

    /// <summary>Whether the database is new; refuses one that is not ours.</summary>
    private bool Identify()
    {
        var application = Connections.Number(Connection, "PRAGMA application_id;");
        var version = Connections.Number(Connection, "PRAGMA user_version;");
        if (application == 0 && Connections.Number(Connection, "SELECT COUNT(*) FROM sqlite_schema;") == 0)
        {
            return true;
        }

        return application != Schema.ApplicationId
            ? throw new SqliteStoreException($"'{_options.Path}' is a database of another program. Name another path for the store.")
            : version != Schema.Version
            ? throw new SqliteStoreException($"'{_options.Path}' has format {version}; this version of Bridge reads format {Schema.Version}.")
            : false;
    }

    private void Begin(bool isNew, IRandomSource random)
    {
        using var transaction = Connection.BeginTransaction();
        if (isNew)
        {
            Connections.Set(
                Connection, $"{Schema.Tables} PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = {Schema.Version}; INSERT INTO store VALUES (1, '', 0, 0);");
        }

        Commits = Connections.Number(Connection, "SELECT commits FROM store;");
        Epoch.TryParse(Connections.Text(Connection, "SELECT epoch FROM store;"), out var epoch);
        NewEpochBecause = isNew && !_marker.IsKnown ? null : Mismatch(epoch);
        Epoch = isNew || NewEpochBecause is not null ? new Epoch(random.NextUInt64()) : epoch;
        Commits = Math.Max(Commits, _marker.Commits) + 1;
        Connections.Set(Connection, $"UPDATE store SET epoch = '{Epoch}', commits = {Commits};");
        transaction.Commit();
        _marker.Write(Epoch, Commits, closed: false);
        _marker.Flush();
    }

    private string? Mismatch(Epoch epoch) =>
        !_marker.IsKnown ? "its marker is missing or cannot be read"
        : _marker.Epoch != epoch ? "the marker is another database's"
        : _marker.Commits > Commits ? $"the database is an older copy, or its log was damaged: it has {Commits} commits where the marker counted {_marker.Commits}"
        : _marker.IsClosed && _marker.Commits < Commits ? $"the marker is an older copy: it counted {_marker.Commits} commits where the database has {Commits}"
        : null;
}
