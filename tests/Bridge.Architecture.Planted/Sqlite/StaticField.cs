using Bridge.Stores.Memory;

namespace Bridge.Sqlite;

public sealed class StaticField
{
    public static readonly MemoryResident? Neighbour = null;
}
