using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Sqlite;

/// <summary>A statement, prepared once and run many times. Not safe for two threads at once.</summary>
/// <remarks>Below SqliteCommand on purpose: that one looks every parameter up by its name in every run, which costs more than the insert itself.</remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Statement Bind(int place, long number)
    {
        Check(raw.sqlite3_bind_int64(_statement, place, number));
        return this;
    }

    public Statement Bind(int place, string? text)
    {
        Check(text switch
        {
            null => raw.sqlite3_bind_null(_statement, place),
            "" => raw.sqlite3_bind_text(_statement, place, ""), // an empty span would be bound as NULL
            _ => raw.sqlite3_bind_text(_statement, place, Encoding.UTF8.GetBytes(text)),
        });
        return this;
    }

    public Statement Bind(int place, ReadOnlySpan<byte> bytes)
    {
        Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, place, 0) : raw.sqlite3_bind_blob(_statement, place, bytes));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none, and then the statement is ready for its next run.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        raw.sqlite3_reset(_statement);
        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
        return false;
    }

    /// <summary>Leaves the rows that are left; until then a reader would hold on to its picture of the file.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    /// <summary>Runs to the end; returns how many rows were changed.</summary>
    public int Run()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(_database);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>How many instructions of SQLite's machine the statement has run since this was asked last.</summary>
    public int Steps() => raw.sqlite3_stmt_status(_statement, raw.SQLITE_STMTSTATUS_VM_STEP, 1);

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
