using Bridge.Diagnostics;

namespace Bridge.Stores.Measured;

/// <summary>A record store whose calls are timed while somebody listens.</summary>
internal sealed class MeasuredRecordStore(IRecordStore records, StoreMeter meter) : IRecordStore
{
    public ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("record.get", StoreMeter.Now, records.GetAsync(key, cancellationToken)) : records.GetAsync(key, cancellationToken);

    public ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("record.put", StoreMeter.Now, records.PutAsync(key, value, expectedVersion, lifetime, cancellationToken))
        : records.PutAsync(key, value, expectedVersion, lifetime, cancellationToken);

    public ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken) => meter.IsEnabled
        ? meter.TimeAsync("record.delete", StoreMeter.Now, records.DeleteAsync(key, expectedVersion, cancellationToken)) : records.DeleteAsync(key, expectedVersion, cancellationToken);
}
