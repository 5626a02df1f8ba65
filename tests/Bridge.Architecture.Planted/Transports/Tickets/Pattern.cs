using Bridge.Dialects.Native;

namespace Bridge.Transports.Tickets;

public sealed class Pattern
{
    public bool Knows(object thing) => thing is NativeResident;
}
