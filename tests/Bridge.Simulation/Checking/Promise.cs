namespace Bridge.Simulation.Checking;

/// <summary>What is promised, and so what can be broken.</summary>
internal enum Promise
{
    /// <summary>A message within retention never came.</summary>
    Lost,

    /// <summary>A handler saw a message twice, or behind a later one.</summary>
    DoubledOrReordered,

    /// <summary>A message nobody accepted.</summary>
    Invented,

    /// <summary>A message of another channel.</summary>
    WrongChannel,

    /// <summary>A message for somebody else.</summary>
    WrongAudience,

    /// <summary>A byte of somebody else's, or one's own after one was signed out or refused.</summary>
    Foreign,

    /// <summary>A session that is not the client's, or one that vanished.</summary>
    WrongSession,

    /// <summary>A gap that hides what is still kept.</summary>
    FalseGap,

    /// <summary>No progress although nothing goes wrong any more.</summary>
    Stuck,

    /// <summary>A submission ran twice, or ran out of order.</summary>
    HandlerRuns,

    /// <summary>A submission was told two outcomes, or an untrue one.</summary>
    Outcome,

    /// <summary>A publish was accepted and is not there, or is there twice.</summary>
    Publish,

    /// <summary>An item of a polled backend is missing in its channel, stands there twice or in another order.</summary>
    Upstream,

    /// <summary>Two nodes polled a backend at once for longer than the lease, though neither hung.</summary>
    Lease,

    /// <summary>A store broke its contract.</summary>
    Store,

    /// <summary>An acknowledgement beyond what was handled.</summary>
    Ack,

    /// <summary>An answer that the protocol does not allow.</summary>
    Protocol,

    /// <summary>An exception came out where nobody expects one, or the shim reported an error that there is no reason for.</summary>
    Threw,
}
