namespace Bridge.Simulation.Worlds;

/// <summary>What may go wrong. The name is what a trace says.</summary>
internal enum Fault
{
    /// <summary>A request never arrives.</summary>
    RequestLost,

    /// <summary>The server acts, its answer never arrives.</summary>
    ResponseLost,

    /// <summary>The answer is cut in the middle.</summary>
    ResponseCut,

    /// <summary>A proxy or browser sends the same request once more.</summary>
    RequestRepeated,

    /// <summary>A proxy keeps the request or the answer for a while.</summary>
    Held,

    /// <summary>The client gives up and the server does not notice.</summary>
    AbortUnseen,

    /// <summary>A proxy answers with a page of its own.</summary>
    ProxyPage,

    /// <summary>The upgrade is answered with something else.</summary>
    UpgradeRefused,

    /// <summary>The upgrade is not answered.</summary>
    UpgradeHangs,

    /// <summary>A socket is cut, both sides notice.</summary>
    SocketCut,

    /// <summary>Nothing of the client arrives any more, nobody notices.</summary>
    SocketDeafServer,

    /// <summary>Nothing of the server arrives any more, nobody notices.</summary>
    SocketDeafClient,

    /// <summary>The client takes nothing any more: writes block.</summary>
    SocketBlocked,

    /// <summary>A call to the store takes long.</summary>
    StoreSlow,

    /// <summary>A call to the store fails; nothing was done.</summary>
    StoreFails,

    /// <summary>A call to the store fails; it was done all the same.</summary>
    StoreFailsAfter,

    /// <summary>A hint between nodes is lost.</summary>
    HintLost,

    /// <summary>Posted work has to wait for a thread.</summary>
    WorkLate,

    /// <summary>A node is gone from one moment to the next.</summary>
    NodeCrash,

    /// <summary>A node says goodbye and goes.</summary>
    NodeDrains,

    /// <summary>The store is gone: a memory store for good, of a durable one what was not synced.</summary>
    StoreCrash,

    /// <summary>A page is loaded anew, with or without what it kept.</summary>
    Reload,

    /// <summary>A tab is duplicated.</summary>
    TabCopied,

    /// <summary>The page changes its transport.</summary>
    Switch,

    /// <summary>The page unsubscribes and subscribes.</summary>
    Resubscribe,

    /// <summary>The handler of a submission throws.</summary>
    HandlerThrows,

    /// <summary>Somebody comes with another's token.</summary>
    Theft,

    /// <summary>The page is frozen for a while.</summary>
    Frozen,

    /// <summary>The page's process dies, as often as not in the middle of a handler.</summary>
    PageDies,

    /// <summary>The page goes into the back/forward cache and comes back; meanwhile another page of its tab may go on with the session.</summary>
    PageAway,

    /// <summary>The tab's storage takes nothing for a while.</summary>
    StorageFull,

    /// <summary>A lock of a page that is gone is let go late.</summary>
    LockLate,

    /// <summary>The browser says that it is online again.</summary>
    Online,

    /// <summary>The page's handler does something itself: sends, unsubscribes, changes the transport.</summary>
    ActsWithin,

    /// <summary>The handler of a submission takes longer than it may, and does not look at its token.</summary>
    HandlerSlow,

    /// <summary>The page leaves a channel soon after a message of it, and comes back.</summary>
    LeavesAfter,

    /// <summary>A request to the legacy backend, or its answer, takes long.</summary>
    BackendLate,

    /// <summary>An answer of the legacy backend is lost, and who asked hears of it or doesn't.</summary>
    BackendAnswerLost,

    /// <summary>The legacy backend answers with something else, or not at all.</summary>
    BackendBreaks,

    /// <summary>The legacy backend forgets everything and counts anew.</summary>
    BackendRestarts,

    /// <summary>A node's process stops, its connections stay open, and it goes on later.</summary>
    NodeHangs,
}
