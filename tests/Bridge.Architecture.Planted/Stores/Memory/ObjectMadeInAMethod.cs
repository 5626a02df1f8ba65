using Bridge.Sessions;

namespace Bridge.Stores.Memory;

public sealed class ObjectMadeInAMethod
{
    public override string ToString() => new SessionResident().ToString() ?? "";
}
