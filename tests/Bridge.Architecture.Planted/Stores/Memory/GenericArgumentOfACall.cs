using Bridge.Sessions;

namespace Bridge.Stores.Memory;

public sealed class GenericArgumentOfACall
{
    public int Count() => Array.Empty<ISessionResident>().Length;
}
