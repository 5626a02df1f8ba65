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
        IsKnown = TryRead(text, out var epoch, out var commits, out var closed);
        (Epoch, Commits, IsClosed) = IsKnown ? (epoch, commits, closed) : default;
    }

    /// <summary>Whether a line in good order was found.</summary>
    public bool IsKnown { get; }

    /// <summary>The database's epoch, as found.</summary>
    public Epoch Epoch { get; }

    /// <summary>How many commits the database had, as found.</summary>
    public long Commits { get; }

    /// <summary>Whether the last process closed the store in order, as found.</summary>
    public bool IsClosed { get; }

    /// <summary>Opens or creates the file and keeps everybody else out.</summary>
    /// <exception cref="IOException">Somebody else has it open, or it cannot be opened.</exception>
    public static EpochMarker Open(string path)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Span<byte> bytes = stackalloc byte[256];
        return new EpochMarker(file, Encoding.ASCII.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]));
    }

    public void Write(Epoch epoch, long commits, bool closed) => RandomAccess.Write(_file, Encoding.ASCII.GetBytes(Text(epoch, commits, closed)), 0);

    public void Flush() => RandomAccess.FlushToDisk(_file);

    public void Dispose() => _file.Dispose();

    /// <summary>The whole text of the file.</summary>
    internal static string Text(Epoch epoch, long commits, bool closed)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{Kind} {epoch} {commits:D19} {(closed ? "closed" : "open  ")}");
        return $"{line} {Sum(line)}\n";
    }

    /// <summary>Reads the text; false when it is none that <see cref="Text"/> makes.</summary>
    internal static bool TryRead(string text, out Epoch epoch, out long commits, out bool closed)
    {
        (epoch, commits, closed) = (default, 0, false);
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, _, var name, var count, var state, _]
            || !Epoch.TryParse(name, out epoch) || !long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out commits))
        {
            return false;
        }

        closed = state == "closed";
        return text == Text(epoch, commits, closed);
    }

    private static string Sum(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(line)).AsSpan(0, 4));
}
