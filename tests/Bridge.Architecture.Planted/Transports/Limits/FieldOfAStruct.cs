using Bridge.Transports.LongPolling;

namespace Bridge.Transports.Limits;

public struct FieldOfAStruct
{
    public PollResident? Nearest;
}
