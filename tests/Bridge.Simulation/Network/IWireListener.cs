namespace Bridge.Simulation.Network;

/// <summary>What a client hears of its socket.</summary>
internal interface IWireListener
{
    void OnOpen();

    void OnMessage(byte[] frame);

    /// <summary>It is over: the close frame's code and word, or 1006 when there was none.</summary>
    void OnClose(int code, string reason);
}
