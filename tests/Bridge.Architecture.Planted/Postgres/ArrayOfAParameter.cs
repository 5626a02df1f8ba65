using Bridge.Stores.Memory;

namespace Bridge.Postgres;

public sealed class ArrayOfAParameter
{
    public static int Count(MemoryResident[] neighbours) => neighbours.Length;
}
