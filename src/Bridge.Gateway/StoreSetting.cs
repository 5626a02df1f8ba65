using Bridge.Messaging;

namespace Bridge.Gateway;

/// <summary>Where messages are kept: in memory, in a file, or in a database that many nodes share.</summary>
/// <param name="SqlitePath">The SQLite file; null: none.</param>
/// <param name="Postgres">The PostgreSQL database, as a connection string; null: none.</param>
internal sealed record StoreSetting(string? SqlitePath, string? Postgres)
{
    private const string SqliteMark = "sqlite:";
    private const string PostgresMark = "postgres:";
    private static readonly StoreSetting Memory = new(null, null);

    public static StoreSetting Read(string text, string path, OptionFaults faults)
    {
        if (text.StartsWith(SqliteMark, StringComparison.Ordinal) && text.Length > SqliteMark.Length)
        {
            return new StoreSetting(text[SqliteMark.Length..], null);
        }

        if (text.StartsWith(PostgresMark, StringComparison.Ordinal) && text.Length > PostgresMark.Length)
        {
            return new StoreSetting(null, text[PostgresMark.Length..]);
        }

        if (text != "memory")
        {
            // Not the whole text: a connection string may hold a password.
            faults.Add(path, $"'{text.Split(':')[0]}' is no store; write memory, sqlite:PATH, or postgres:CONNECTION, like postgres:Host=db.example;Database=app;Username=bridge.");
        }

        return Memory;
    }

    /// <summary>Uses it.</summary>
    public void AddTo(BridgeBuilder bridge)
    {
        if (SqlitePath is not null)
        {
            bridge.AddSqliteStore(SqlitePath);
        }

        if (Postgres is not null)
        {
            bridge.AddPostgresStore(Postgres);
        }
    }
}
