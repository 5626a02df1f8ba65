namespace Bridge.Migration;

/// <summary>What a page's script wants of a poll.</summary>
internal enum PollNoteKind
{
    /// <summary>Nothing: there is no script.</summary>
    None,

    /// <summary>A place in the push stream, if it may have one; else the answer.</summary>
    Place,

    /// <summary>The backend's own answer, as from time to time though the push stream works.</summary>
    Audit,

    /// <summary>The answer: the push stream is not to be had now.</summary>
    Pass,
}
