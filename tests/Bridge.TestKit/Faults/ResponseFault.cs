namespace Bridge.TestKit.Faults;

/// <summary>What befalls one request.</summary>
public enum ResponseFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The connection is cut and the server never hears of the request.</summary>
    Before,

    /// <summary>The client gets half of the response, then the connection is cut.</summary>
    Middle,

    /// <summary>The server's whole response is read, the client gets nothing of it, and the connection is cut: the server believes it was delivered.</summary>
    After,
}
