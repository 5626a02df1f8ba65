namespace Bridge.PollShapes;

/// <summary>When the backend is asked for its head.</summary>
public enum CursorProbeTime : byte
{
    /// <summary>Never: a backend that restarted with a lower head isn't noticed.</summary>
    Never,

    /// <summary>After a broken connection or answer, and when polling begins where the log stands.</summary>
    AfterBreak,

    /// <summary>After a break and every so many empty answers.</summary>
    Every,
}
