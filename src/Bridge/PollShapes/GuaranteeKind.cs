namespace Bridge.PollShapes;

/// <summary>What may be promised of a route.</summary>
internal enum GuaranteeKind : byte
{
    /// <summary>Every item once.</summary>
    ExactlyOnce,

    /// <summary>Every item at most once: some may be lost.</summary>
    AtMostOnce,

    /// <summary>The final state; what was between may be missed.</summary>
    FinalState,
}
