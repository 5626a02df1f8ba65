using System.Collections.Concurrent;

namespace Bridge.Sqlite;

/// <summary>Reading connections, used again and again: as many as threads read at once.</summary>
internal sealed class FileReaders(StoreFile file) : IDisposable
{
    private readonly ConcurrentBag<FileReader> _idle = [];
    private volatile bool _closed;

    public TResult Read<TState, TResult>(TState state, Func<FileReader, TState, TResult> read)
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(SqliteStore));
        if (!_idle.TryTake(out var reader))
        {
            reader = new FileReader(file.OpenReader());
        }

        try
        {
            return read(reader, state);
        }
        finally
        {
            _idle.Add(reader);
            if (_closed)
            {
                Empty(); // closed while it read
            }
        }
    }

    public void Dispose()
    {
        _closed = true;
        Empty();
    }

    private void Empty()
    {
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }
}
