namespace Bridge.Stores.Memory;

public sealed class MemoryResident;
