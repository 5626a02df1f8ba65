namespace Bridge.TestKit.Faults;

/// <summary>What a proxy can do to a connection.</summary>
public enum FaultKind
{
    /// <summary>Cut before the server heard of a request.</summary>
    CutBefore,

    /// <summary>Cut in the middle of a response.</summary>
    CutMiddle,

    /// <summary>Cut with a whole response of the server's that the client got nothing of.</summary>
    CutAfter,

    /// <summary>A WebSocket cut after some bytes, wherever in a frame that was.</summary>
    CutFrames,

    /// <summary>Cut by the test, with all others that were open.</summary>
    CutAll,

    /// <summary>One direction of a WebSocket fell silent.</summary>
    Swallow,

    /// <summary>An upgrade was left hanging.</summary>
    HangUpgrade,

    /// <summary>An upgrade lost its headers and went on as a plain request.</summary>
    StripUpgrade,

    /// <summary>A request was sent to the server twice; the first response was lost.</summary>
    Replay,

    /// <summary>A page of the proxy's own (502), and the server never heard of the request.</summary>
    PageBefore,

    /// <summary>A page of the proxy's own (504) in the place of the server's response.</summary>
    PageAfter,

    /// <summary>A response was held back.</summary>
    HoldBack,

    /// <summary>One direction of a connection had latency.</summary>
    Delay,

    /// <summary>One direction of a connection was slow.</summary>
    Throttle,

    /// <summary>One direction of a connection came in small pieces.</summary>
    Segments,
}
