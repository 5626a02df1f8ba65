namespace Bridge.Transports.WebSockets;

public sealed class WebSocketResident;
