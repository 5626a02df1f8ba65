namespace Bridge.Sessions;

/// <summary>What to do with a user's sessions.</summary>
internal enum SessionOrderKind
{
    /// <summary>They are over.</summary>
    End,

    /// <summary>They ask at the door again.</summary>
    Recheck,
}
