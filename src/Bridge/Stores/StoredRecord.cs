namespace Bridge.Stores;

/// <summary>A record.</summary>
/// <param name="Value">Its bytes.</param>
/// <param name="Version">Its version.</param>
public sealed record StoredRecord(ReadOnlyMemory<byte> Value, long Version);
