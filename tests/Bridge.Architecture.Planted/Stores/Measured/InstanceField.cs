using Bridge.Stores.Memory;

namespace Bridge.Stores.Measured;

public sealed class InstanceField
{
    public readonly MemoryResident? Neighbour = null;
}
