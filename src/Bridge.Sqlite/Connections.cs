using Microsoft.Data.Sqlite;

namespace Bridge.Sqlite;

/// <summary>Opens connections the way the store wants them, and asks back whether it got them so.</summary>
internal static class Connections
{
    public static SqliteConnection OpenWriter(SqliteStoreOptions options)
    {
        var connection = Open(options.Path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // fullfsync: on macOS a plain fsync stops at the drive's cache. Elsewhere it does nothing.
            Set(connection, "PRAGMA fullfsync = ON; PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864;");
            var journal = Text(connection, "PRAGMA journal_mode = WAL;");
            Set(connection, $"PRAGMA synchronous = {(int)options.Synchronous};");
            var pageSize = Number(connection, "PRAGMA page_size;");
            Set(connection, $"PRAGMA max_page_count = {Math.Min(uint.MaxValue - 1, options.MaxFileBytes / pageSize)};");
            if (!options.AcceptLosingAcceptedMessages && Weakness(journal, Number(connection, "PRAGMA synchronous;")) is { } weakness)
            {
                throw new SqliteStoreException(
                    $"The store '{options.Path}' would not be durable: {weakness}. Put the file on a local disk, or set "
                    + $"{nameof(SqliteStoreOptions.AcceptLosingAcceptedMessages)} = true if accepted messages may be lost.");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static SqliteConnection OpenReader(string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadWrite);
        Set(connection, "PRAGMA query_only = ON;");
        return connection;
    }

    /// <summary>What is less than the promise "accepted means on disk" needs, or null.</summary>
    public static string? Weakness(string journal, long synchronous) =>
        journal != "wal" ? $"the file system gives journal mode '{journal}' where 'wal' was asked for"
        : synchronous < (long)SqliteSynchronous.Full ? $"'synchronous' is {synchronous} where at least 2 (FULL) is needed"
        : null;

    public static void Set(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Number(SqliteConnection connection, string sql) => (long)Scalar(connection, sql);

    public static string Text(SqliteConnection connection, string sql) => (string)Scalar(connection, sql);

    private static object Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() ?? throw new InvalidOperationException($"No answer to {sql}");
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        // Not the driver's pool: it would keep the file open after the store has let go of it.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        Set(connection, "PRAGMA busy_timeout = 10000; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;");
        return connection;
    }
}
