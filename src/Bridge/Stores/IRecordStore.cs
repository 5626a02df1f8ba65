namespace Bridge.Stores;

/// <summary>Small versioned records with an expiry: submission outcomes, upstream state, stages, tickets, revocations.</summary>
/// <remarks>Safe to call from any thread at once; each call is atomic. An expired record is as good as none.</remarks>
public interface IRecordStore
{
    /// <summary>The record, or null.</summary>
    /// <param name="key">At most 256 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<StoredRecord?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes the record if its version is the expected one.</summary>
    /// <param name="key">At most 256 characters.</param>
    /// <param name="value">The bytes; they must not change afterwards.</param>
    /// <param name="expectedVersion">The version read; 0: there must be none.</param>
    /// <param name="lifetime">How long it lives from now on.</param>
    /// <param name="cancellationToken">Gives up; the record may have been written all the same.</param>
    /// <returns>The new version, greater than 0 and never used before for this key; null when the version is another one.</returns>
    ValueTask<long?> PutAsync(string key, ReadOnlyMemory<byte> value, long expectedVersion, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Deletes the record if its version is the expected one.</summary>
    /// <returns>Whether it did.</returns>
    ValueTask<bool> DeleteAsync(string key, long expectedVersion, CancellationToken cancellationToken);
}
