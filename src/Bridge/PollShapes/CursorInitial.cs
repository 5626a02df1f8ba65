namespace Bridge.PollShapes;

/// <summary>What the first poll sends as cursor.</summary>
public enum CursorInitial : byte
{
    /// <summary>Nothing.</summary>
    Omit,

    /// <summary>The <c>value</c> of each part.</summary>
    Value,

    /// <summary>The present time.</summary>
    Now,

    /// <summary>What the call <c>start</c> found.</summary>
    Tail,
}
