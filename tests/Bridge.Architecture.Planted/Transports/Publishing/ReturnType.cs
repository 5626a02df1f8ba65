using Bridge.Transports.WebSockets;

namespace Bridge.Transports.Publishing;

public sealed class ReturnType
{
    public WebSocketResident? Nearest() => null;
}
