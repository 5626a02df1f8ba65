using Bridge.Messaging;
using Bridge.Stores;

namespace Bridge.Sqlite;

/// <summary>The four stores in one SQLite file, opened once per process; hosts of one process may share the object.</summary>
/// <remarks>
/// <para>Accepted means on disk: what is written is answered when its transaction has been brought to the disk. The epoch goes on over restarts and crashes, and begins anew when the
/// file is an older copy than its marker (<c>.epoch</c>, beside it) remembers, or has none. A backup that is restored together with its own marker cannot be told from
/// the original: restore the database without the marker.</para>
/// <para>Faults of the disk other than a full one reach callers as <see cref="Microsoft.Data.Sqlite.SqliteException"/>; nothing of that call is visible then.</para>
/// </remarks>
public sealed class SqliteStore : IDisposable, IAsyncDisposable
{
    private readonly StoreFile _file;
    private readonly ChannelBook _channelBook;
    private readonly SessionBook _sessionBook;
    private readonly RecordBook _recordBook;
    private readonly FileReaders _readers;
    private readonly SqliteSessionStore _sessions;
    private int _disposed;

    private SqliteStore(
        StoreFile file, SqliteStoreOptions options, Retention retention, TimeProvider time, Func<ChannelName, Retention?>? retentionOf, int maxSessions,
        TimeSpan touchInterval)
    {
        _file = file;
        var channels = new ChannelIndex(file.Connection, file.Epoch, retention, retentionOf);
        _channelBook = new ChannelBook(file.Connection, channels, retention, options.HotBytes);
        _sessionBook = new SessionBook(file.Connection, maxSessions);
        _recordBook = new RecordBook(file.Connection, options.MaxRecords);
        _readers = new FileReaders(file);
        Writer = new Writer(file, _channelBook, _sessionBook, _recordBook);
        Log = new SqliteChannelLog(channels, _channelBook, Writer, _readers, time);
        Sessions = _sessions = new SqliteSessionStore(_sessionBook, Writer, touchInterval);
        Records = new SqliteRecordStore(_recordBook, Writer, _readers, time);
    }

    /// <summary>The channels.</summary>
    public IChannelLog Log { get; }

    /// <summary>The sessions.</summary>
    public ISessionStore Sessions { get; }

    /// <summary>The records.</summary>
    public IRecordStore Records { get; }

    /// <summary>The hints: within this process, the only one that has the file.</summary>
    public IBackplane Backplane { get; } = new MemoryBackplane();

    /// <summary>The life of the store that its positions belong to.</summary>
    public Epoch Epoch => _file.Epoch;

    /// <summary>Why this start began a new epoch; null when the old one goes on, or when there was none before. Worth a line in the log.</summary>
    public string? NewEpochBecause => _file.NewEpochBecause;

    internal Writer Writer { get; }

    /// <summary>Opens the file, or creates it. Reads the heads of all channels and all sessions; after an unclean end the whole file is checked first.</summary>
    /// <param name="options">Where the file is and how it is written.</param>
    /// <param name="retention">What channels keep; its store-wide limits hold for all of them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Gives a new epoch.</param>
    /// <param name="retentionOf">What one channel keeps instead, asked once at start or when it begins to exist; null, or an answer of null: as all do.</param>
    /// <param name="maxSessions">How many sessions there may be at once.</param>
    /// <param name="touchInterval">By how much the file may lag behind with when a session was last seen: a fraction of a session's lifetime. Default 30 s.</param>
    /// <exception cref="SqliteStoreException">The file is in use, damaged, or no store of ours; or it would not be durable.</exception>
    /// <exception cref="ArgumentException">The options have faults; the message names all of them.</exception>
    public static SqliteStore Open(
        SqliteStoreOptions options, Retention retention, TimeProvider time, IRandomSource random, Func<ChannelName, Retention?>? retentionOf = null,
        int maxSessions = 100_000, TimeSpan? touchInterval = null)
    {
        if (options.Check(new OptionFaults()).Found is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join('\n', faults), nameof(options));
        }

        var file = StoreFile.Open(options, random);
        try
        {
            return new SqliteStore(file, options, retention, time, retentionOf, maxSessions, touchInterval ?? TimeSpan.FromSeconds(30));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes what waits and closes the file; calls made from now on fail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await _sessions.SaveAsync().ConfigureAwait(false);
        }
        finally
        {
            Close();
        }
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void Close()
    {
        Writer.Dispose();
        _readers.Dispose();
        _channelBook.Dispose();
        _sessionBook.Dispose();
        _recordBook.Dispose();
        _file.Dispose();
    }
}
