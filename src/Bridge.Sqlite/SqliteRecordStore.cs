using Bridge.Messaging;
using Bridge.Stores;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Sqlite;

/// <summary>Records in the file.</summary>
internal sealed class SqliteRecordStore(RecordBook book, Writer writer, FileReaders readers, TimeProvider time) : IRecordStore
{
    private const int MaxKeyLength = 256;

    /// <inheritdoc/>
    public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read((key, Now: time.GetUtcNow()), static (reader, ask) => reader.Record(ask.key, ask.Now)));

    /// <inheritdoc/>
    public async ValueTask<long?> PutAsync(
        string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxKeyLength, nameof(key));
        var now = time.GetUtcNow();
        var until = lifetime < DateTimeOffset.MaxValue - now ? now + lifetime : DateTimeOffset.MaxValue;
        try
        {
            var result = await writer.WriteAsync(() => book.Put(key, value, expectedVersion, now, until), cancellationToken).ConfigureAwait(false);
            return result.IsFull ? throw new BridgeException(Refusal.StoreFull, "There are as many records as there may be.") : result.Version;
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode == raw.SQLITE_FULL)
        {
            throw new BridgeException(Refusal.StoreFull, "The record cannot be written.");
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return writer.WriteAsync(() => book.Delete(key, expectedVersion, now), cancellationToken);
    }
}
