using Bridge.Transports.WebSockets;

namespace Bridge.Transports.LongPolling;

public sealed class TypeOf
{
    public bool Is(object thing) => thing.GetType() == typeof(WebSocketResident);
}
