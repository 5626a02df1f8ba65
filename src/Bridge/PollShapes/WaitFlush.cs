namespace Bridge.PollShapes;

/// <summary>When a waiting client sees the first bytes.</summary>
public enum WaitFlush : byte
{
    /// <summary>With the answer.</summary>
    End,

    /// <summary>Status and headers at once.</summary>
    HeadersFirst,
}
