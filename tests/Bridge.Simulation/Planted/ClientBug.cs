namespace Bridge.Simulation.Planted;

/// <summary>What a client may do wrong. The checker must see it, whoever is to blame.</summary>
internal enum ClientBug
{
    None,

    /// <summary>It hands on what it has handled before.</summary>
    NoDedupe,

    /// <summary>It acknowledges one more than it has handled.</summary>
    AcksAhead,

    /// <summary>After a reload its cursor is older than its state.</summary>
    OldCursor,

    /// <summary>It sends a submission without an outcome again under another id.</summary>
    NewIds,

    /// <summary>It moves to a new session and forgets where it stood.</summary>
    ForgetsCursor,
}
