using Bridge.Messaging;

namespace Bridge.Gateway;

/// <summary>Where messages are kept: <c>memory</c>, or a file.</summary>
/// <param name="SqlitePath">The SQLite file; null: in memory.</param>
internal sealed record StoreSetting(string? SqlitePath)
{
    private const string Sqlite = "sqlite:";

    public static StoreSetting Read(string text, string path, OptionFaults faults)
    {
        if (text == "memory")
        {
            return new StoreSetting((string?)null);
        }

        if (text.StartsWith(Sqlite, StringComparison.Ordinal) && text.Length > Sqlite.Length)
        {
            return new StoreSetting(text[Sqlite.Length..]);
        }

        faults.Add(path, $"'{text}' is no store; write memory, or sqlite:PATH.");
        return new StoreSetting((string?)null);
    }
}
