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

    /// <summary>The server gets the same request twice, as from a proxy that tries again after a lost response; the client gets the second response. An upgrade is not replayed.</summary>
    Replay,

    /// <summary>The proxy answers by itself, with a page of HTML and status 502, and the server never hears of the request.</summary>
    PageBefore,

    /// <summary>The server acts and answers, and the client gets a page of HTML and status 504 instead.</summary>
    PageAfter,
}
