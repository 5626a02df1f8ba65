using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bridge.Messaging;
using Microsoft.Win32.SafeHandles;

namespace Bridge.Sqlite;

/// <summary>The small file beside the database that notices when the database is another one, or an older copy. It is also the lock: one process at a time has it open.</summary>
/// <remarks>
/// One line that always has the same length, overwritten in place after every commit: a killed process leaves the true count behind, because the write is the operating
/// system's by then. It is not forced to the disk but at opening and closing, so after a power failure it may lag behind. It never runs ahead of what is on disk.
/// </remarks>
internal sealed class EpochMarker : IDisposable
{
    private const string Kind = "bridge-epoch 1";

    private readonly SafeFileHandle _file;

    private EpochMarker(SafeFileHandle file, string text)
    {
        _file = file;
        Read(text);
    }

    /// <summary>Whether a line in good order was found.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The database's epoch, as found.</summary>
    public Epoch Epoch { get; private set; }

    /// <summary>How many commits the database had, as found.</summary>
    public long Commits { get; private set; }

    /// <summary>Whether the last process closed the store in order, as found.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Opens or creates the file and keeps everybody else out.</summary>
    /// <exception cref="IOException">Somebody else has it open, or it cannot be opened.</exception>
    public static EpochMarker Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Span<byte> bytes = stackalloc byte[256];
        return new EpochMarker(file, Encoding.ASCII.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]));
    }

    public void Write(Epoch epoch, long commits, bool closed)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{Kind} {epoch} {commits:D19} {(closed ? "closed" : "open  ")}");
        RandomAccess.Write(_file, Encoding.ASCII.GetBytes($"{line} {Sum(line)}\n"), 0);
    }

    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    private static string Sum(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(line)).AsSpan(0, 4));

    private void Read(string text)
    {
        var line = text.TrimEnd('\n');
        var end = line.LastIndexOf(' ');
        if (end < 0 || !line.StartsWith(Kind, StringComparison.Ordinal) || line[(end + 1)..] != Sum(line[..end]))
        {
            return;
        }

        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        IsKnown = Epoch.TryParse(words[2], out var epoch) && long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (IsKnown)
        {
            Epoch = epoch;
            Commits = long.Parse(words[3], CultureInfo.InvariantCulture);
            IsClosed = words[4] == "closed";
        }
    }
}
