namespace Bridge.Sqlite.Tests;

/// <summary>A folder of one test's own.</summary>
public sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-sqlite-");

    public string Database => this["bridge.db"];

    public string this[string file] => Path.Combine(_folder.FullName, file);

    /// <summary>What a killed process would leave behind at this moment: the database, its log and the marker, as they stand.</summary>
    public Folder Killed(bool withMarker = true)
    {
        var copy = new Folder();
        foreach (var file in (string[])["bridge.db", "bridge.db-wal", "bridge.db.epoch"])
        {
            if (File.Exists(this[file]) && (withMarker || !file.EndsWith(".epoch", StringComparison.Ordinal)))
            {
                Copy(this[file], copy[file]);
            }
        }

        return copy;
    }

    /// <summary>Copies a file that another one of this process may hold locked.</summary>
    public static void Copy(string from, string to)
    {
        // Not File.Copy: it asks for a lock. Nor our own handle on the database while SQLite has it open: closing it would drop SQLite's locks.
        using var cp = System.Diagnostics.Process.Start("cp", [from, to]);
        cp.WaitForExit();
        Assert.Equal(0, cp.ExitCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
